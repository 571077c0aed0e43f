using Orders.Acceptance.Support;

namespace Orders.Acceptance.Fixtures;

/// <summary>A running service that the tests of one class share.</summary>
public abstract class InstallationFixture : IAsyncLifetime
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private Replicas? _replicas;

    public Replicas Replicas => _replicas ?? throw new InvalidOperationException("Not started.");

    public ServiceProcess Service => Replicas.Processes[0];

    public OrdersClient Orders => new(Service.Address);

    public async ValueTask InitializeAsync()
    {
        _replicas = new Replicas(await StartServersAsync(), 1);
        await _replicas.StartAsync(ReadyLimit, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_replicas is not null)
            await _replicas.DisposeAsync();
        await StopServersAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ServiceSettings> StartServersAsync();

    protected abstract Task StopServersAsync();
}
