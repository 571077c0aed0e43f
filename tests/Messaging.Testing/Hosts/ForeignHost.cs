namespace Messaging.Testing.Hosts;

/// <summary>A server that nobody here can kill: one that the environment names, or the mock cluster.</summary>
internal sealed class ForeignHost(ServerSource source, string why, IDisposable? lifetime = null) : IServerHost
{
    public ServerSource Source => source;

    public int Pid => 0;

    public string? DataFolder => null;

    public Task<string?> LastWordsAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task StartAsync(CancellationToken cancellationToken) => throw Refusal("started");

    public Task StopAsync(CancellationToken cancellationToken) => throw Refusal("stopped");

    public Task KillAsync(CancellationToken cancellationToken) => throw Refusal("killed");

    public Task FreezeAsync(CancellationToken cancellationToken) => throw Refusal("frozen");

    public Task ThawAsync(CancellationToken cancellationToken) => throw Refusal("thawed");

    public ValueTask DisposeAsync()
    {
        lifetime?.Dispose();
        return ValueTask.CompletedTask;
    }

    private InvalidOperationException Refusal(string what) => new($"This server can't be {what}: {why}");
}
