using System.Net;
using System.Text;
using CliWrap;
using Messaging.Testing;

namespace Orders.Service.Tests.Manifests;

/// <summary>The executable with the arguments of a container, as a process of its own with nothing installed.</summary>
internal sealed class ContainerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _said = new();
    private readonly HttpClient _http;
    private readonly Task _run;

    private ContainerProcess(IEnumerable<string> arguments, string? database)
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        _http = new HttpClient { BaseAddress = new Uri(address), Timeout = Patience };
        _run = Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "Orders.Service.dll"), .. arguments])
            .WithEnvironmentVariables(variables => variables
                .Set("ASPNETCORE_ENVIRONMENT", "Development").Set("ASPNETCORE_URLS", address).Set("ConnectionStrings__Orders", database))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(_said))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(_said))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(CancellationToken.None, _stop.Token)
            .Task;
    }

    /// <summary>Starts it, with a SQLite file unless <paramref name="database"/> names another one.</summary>
    public static ContainerProcess Start(IEnumerable<string> arguments, string? database = null) => new(arguments, database);

    /// <summary>Waits until a path has an answer, and another one than <paramref name="notYet"/>.</summary>
    public async Task<HttpStatusCode> AskAsync(string path, HttpStatusCode? notYet, CancellationToken cancellationToken)
    {
        HttpStatusCode? answer = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (_run.IsCompleted)
                    return true;
                using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                answer = response.StatusCode;
                return answer != notYet;
            },
            Patience, $"{path} had an answer other than {notYet?.ToString() ?? "none"}", cancellationToken);
        return answer is { } given && !_run.IsCompleted ? given : throw new InvalidOperationException($"The process has ended. It said: {_said}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stop.Dispose();
    }
}
