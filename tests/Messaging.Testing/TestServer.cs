using Messaging.Testing.Hosts;

namespace Messaging.Testing;

/// <summary>
/// A running server, and the faults that a test can inject into it. Disposing stops it and deletes its data, unless somebody else
/// runs it.
/// </summary>
public abstract class TestServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    private readonly IServerHost _host;
    private int _disposed;

    private protected TestServer(string name, IServerHost host, string connectionString)
    {
        Name = name;
        _host = host;
        ConnectionString = connectionString;
    }

    /// <summary>The product, as in "PostgreSQL".</summary>
    public string Name { get; }

    /// <summary>How to connect, in the form of <c>ConnectionStrings__*</c>; it stays the same when the server is started again.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the server comes from, and with it whether the faults below are possible.</summary>
    public ServerSource Source => _host.Source;

    /// <summary>The server's process; another one after each start. Zero when it is not a process on this machine that is ours.</summary>
    public int Pid => _host.Pid;

    /// <summary>The folder with the server's data, when it is on this machine.</summary>
    public string? DataFolder => _host.DataFolder;

    internal IServerHost Host => _host;

    /// <summary>Starts the server again, on the same port and data, and waits until it really answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _host.StartAsync(cancellationToken);
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Stops the server in an orderly way and waits for its end.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>Crashes the server (SIGKILL; PostgreSQL's immediate shutdown) and waits for its end.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => _host.KillAsync(cancellationToken);

    /// <summary>Suspends all processes of the server: connections stay, nothing answers.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken = default) => _host.FreezeAsync(cancellationToken);

    /// <summary>Lets a suspended server go on.</summary>
    public Task ThawAsync(CancellationToken cancellationToken = default) => _host.ThawAsync(cancellationToken);

    /// <summary>Waits until the server answers a real request, after a fault for instance.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) =>
        Eventually.BecomesTrueAsync(
            async () =>
            {
                if (await _host.LastWordsAsync(cancellationToken) is { } words)
                    throw new ServerUnavailableException($"{Name} ended while it started. {words}");
                await ProbeAsync(cancellationToken);
                return true;
            },
            Source == ServerSource.Environment ? AnswerLimit : StartLimit,
            $"{Name} ({Source}) answered",
            static exception => exception is ServerUnavailableException,
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A test may dispose a server before the end of its block.
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>One real request; throws until the server is ready for all of them.</summary>
    private protected abstract Task ProbeAsync(CancellationToken cancellationToken);
}
