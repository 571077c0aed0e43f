using System.Globalization;
using System.Text;

namespace Messaging.Testing;

/// <summary>What one place answers when it is asked for a server: the server, or why it has none.</summary>
internal sealed record Offer<TServer>(TServer? Server, string Reason)
    where TServer : TestServer
{
    public static Offer<TServer> Of(TServer server) => new(server, "");

    public static Offer<TServer> None(string reason) => new(null, reason);
}

/// <summary>Asks one place after the other, and fails with all their answers when none has a server.</summary>
internal static class ServerSearch
{
    public static async Task<TServer> FirstAsync<TServer>(
        string name,
        string advice,
        IEnumerable<Func<CancellationToken, Task<Offer<TServer>>>> places,
        CancellationToken cancellationToken)
        where TServer : TestServer
    {
        var answers = new StringBuilder();
        foreach (var place in places)
        {
            var offer = await place(cancellationToken);
            if (offer.Server is { } server)
                return server;
            answers.Append(CultureInfo.InvariantCulture, $"\n  - {offer.Reason}");
        }

        throw new ServerUnavailableException($"This test needs {name}, and none can be had:{answers}\n{advice}");
    }

    /// <summary>Waits for the first answer of a server that was just found; what never answers is not left running.</summary>
    public static async Task<TServer> ReadyAsync<TServer>(TServer server, CancellationToken cancellationToken)
        where TServer : TestServer
    {
        try
        {
            await (server.Source is ServerSource.Environment or ServerSource.Embedded
                ? server.WaitUntilReadyAsync(cancellationToken)
                : server.StartAsync(cancellationToken));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that an environment variable names. It must answer: what somebody set is not passed over in silence.</summary>
    public static async Task<Offer<TServer>> InEnvironmentAsync<TServer>(
        Surroundings surroundings, string variable, Func<string, TServer> create, CancellationToken cancellationToken)
        where TServer : TestServer
    {
        if (surroundings.Setting(variable) is not { } connectionString)
            return Offer<TServer>.None($"{variable} is not set");
        try
        {
            return Offer<TServer>.Of(await ReadyAsync(create(connectionString), cancellationToken));
        }
        catch (Exception exception) when (exception is TimeoutException or ArgumentException or FormatException)
        {
            throw new ServerUnavailableException($"{variable} is set, but that server does not answer. {exception.Message}", exception);
        }
    }
}
