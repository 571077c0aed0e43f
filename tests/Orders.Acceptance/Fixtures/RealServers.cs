using Orders.Acceptance.Support;

namespace Orders.Acceptance.Fixtures;

/// <summary>The service on PostgreSQL, RabbitMQ and Kafka.</summary>
public sealed class RealServers : InstallationFixture
{
    private Servers? _servers;

    public Servers Servers => _servers ?? throw new InvalidOperationException("Not started.");

    protected override async Task<ServiceSettings> StartServersAsync()
    {
        _servers = await Servers.StartAsync(CancellationToken.None);
        return _servers.Settings(BuiltService.Dll, BuiltService.NewLogFolder());
    }

    protected override async Task StopServersAsync()
    {
        if (_servers is not null)
            await _servers.DisposeAsync();
    }
}
