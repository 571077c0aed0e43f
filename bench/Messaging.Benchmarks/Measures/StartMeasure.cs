using System.Diagnostics;
using Messaging.Benchmarks.Harness;
using Orders.Acceptance.Support;

namespace Messaging.Benchmarks.Measures;

/// <summary>
/// Process start to ready with nothing installed; limit: an empty ASP.NET host to its first answer. Lower is better. Once as the container
/// image has it, published with ReadyToRun, and once as <c>dotnet run</c> has it.
/// </summary>
internal sealed class StartMeasure(string name, bool published) : IMeasure
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => name;

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var logs = Directory.CreateTempSubdirectory("bench-start-");
        try
        {
            var dll = published ? await Published.DllAsync("src/Orders.Service", logs.FullName, cancellationToken) : Built.Dll("src/Orders.Service");
            Task<Round> OursAsync() => TimeAsync(dll, "health/ready", logs.FullName, cancellationToken);
            Task<Round> LimitAsync() => TimeAsync(Built.Dll("bench/Messaging.Benchmarks.EmptyHost"), "", logs.FullName, cancellationToken);

            // Once unmeasured: the first start reads the assemblies from the disk.
            await OursAsync();
            await LimitAsync();
            return [await Turns.TakeAsync(Name, "ms", scale.Rounds, OursAsync, LimitAsync)];
        }
        finally
        {
            logs.Delete(recursive: true);
        }
    }

    private static async Task<Round> TimeAsync(string dll, string path, string logs, CancellationToken cancellationToken)
    {
        await using var process = new ServiceProcess(new ServiceSettings { Dll = dll, LogFolder = logs }, Path.GetFileNameWithoutExtension(dll));
        using var http = new HttpClient { BaseAddress = process.Address, Timeout = Patience };
        var started = Stopwatch.GetTimestamp();
        process.Start();
        await Until.TrueAsync(
            async () => process.IsRunning
                ? await AnswersAsync(http, path, cancellationToken)
                : throw new ServiceFailedException($"{dll} ended while it started. {process.LastWords()}"),
            Pause, Patience, $"an answer of {dll}", cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new Round(elapsed.TotalMilliseconds, new ProcessorCost(ProcessTreeTime.Of(process.Pid) ?? TimeSpan.Zero, null, null), Tally.Right);
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
