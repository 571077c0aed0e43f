using Orders.Acceptance.Support;

namespace Orders.Acceptance.Fixtures;

/// <summary>The service on PostgreSQL, RabbitMQ and Kafka, where what fails is tried again once, after five minutes: until then it is a person's turn.</summary>
public sealed class PatientServers : InstallationFixture
{
    private Servers? _servers;

    public Servers Servers => _servers ?? throw new InvalidOperationException("Not started.");

    protected override async Task<ServiceSettings> StartServersAsync()
    {
        _servers = await Servers.StartAsync(CancellationToken.None);
        return _servers.Settings(BuiltService.Dll, BuiltService.NewLogFolder()) with
        {
            Settings = new Dictionary<string, string> { ["Failures__Redelivery__0"] = "00:05:00", ["Kafka__SessionTimeout"] = "00:00:06" },
        };
    }

    protected override async Task StopServersAsync()
    {
        if (_servers is not null)
            await _servers.DisposeAsync();
    }
}
