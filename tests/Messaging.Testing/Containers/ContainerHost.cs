using DotNet.Testcontainers.Containers;
using Messaging.Testing.Hosts;

namespace Messaging.Testing.Containers;

/// <summary>A server in a container. Its ports are fixed when it is created, so that it keeps them when it is started again.</summary>
internal sealed class ContainerHost(IContainer container, DockerDaemon daemon) : IServerHost
{
    private bool _created;
    private bool _disposed;

    public ServerSource Source => ServerSource.Container;

    public int Pid { get; private set; }

    public string? DataFolder => null;

    public string Id => container.Id;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_created)
            await daemon.CommandAsync(container.Id, "start", cancellationToken);
        else
            await container.StartAsync(cancellationToken);
        _created = true;
        Pid = await daemon.PidAsync(container.Id, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => EndAsync("stop", cancellationToken);

    public Task KillAsync(CancellationToken cancellationToken) => EndAsync("kill", cancellationToken);

    public Task FreezeAsync(CancellationToken cancellationToken) => daemon.CommandAsync(container.Id, "pause", cancellationToken);

    public Task ThawAsync(CancellationToken cancellationToken) => daemon.CommandAsync(container.Id, "unpause", cancellationToken);

    public async Task<string?> LastWordsAsync(CancellationToken cancellationToken)
    {
        Pid = await daemon.PidAsync(container.Id, cancellationToken);
        if (Pid != 0)
            return null;
        var (output, errors) = await container.GetLogsAsync(ct: cancellationToken);
        return $"The end of its log:\n{string.Join('\n', (output + errors).Split('\n').TakeLast(20))}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await container.DisposeAsync();
        daemon.Dispose();
    }

    private async Task EndAsync(string command, CancellationToken cancellationToken)
    {
        await daemon.CommandAsync(container.Id, command, cancellationToken);
        await Eventually.BecomesTrueAsync(
            async () => await daemon.PidAsync(container.Id, cancellationToken) == 0,
            TimeSpan.FromSeconds(30),
            $"the container ended after {command}",
            cancellationToken);
        Pid = 0;
    }
}
