namespace Messaging.Testing.Hosts;

/// <summary>What runs a server: a process, a container, somebody else.</summary>
internal interface IServerHost : IAsyncDisposable
{
    ServerSource Source { get; }

    int Pid { get; }

    string? DataFolder { get; }

    /// <summary>The end of the log of a server that is not running; null while it runs.</summary>
    Task<string?> LastWordsAsync(CancellationToken cancellationToken);

    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync(CancellationToken cancellationToken);

    Task KillAsync(CancellationToken cancellationToken);

    Task FreezeAsync(CancellationToken cancellationToken);

    Task ThawAsync(CancellationToken cancellationToken);
}
