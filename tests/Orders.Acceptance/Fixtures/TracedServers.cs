using Orders.Acceptance.Support;
using Orders.Acceptance.Support.Telemetry;

namespace Orders.Acceptance.Fixtures;

/// <summary>The service on real servers, with a telemetry back end and a payment provider that takes its time and often fails, so that requests are redelivered.</summary>
public sealed class TracedServers : InstallationFixture
{
    private Servers? _servers;
    private OtlpReceiver? _receiver;

    public OtlpReceiver Telemetry => _receiver ?? throw new InvalidOperationException("Not started.");

    public Servers Servers => _servers ?? throw new InvalidOperationException("Not started.");

    protected override async Task<ServiceSettings> StartServersAsync()
    {
        _receiver = await OtlpReceiver.StartAsync(CancellationToken.None);
        _servers = await Servers.StartAsync(CancellationToken.None);
        var settings = _servers.Settings(BuiltService.Dll, BuiltService.NewLogFolder());
        var changed = new Dictionary<string, string>(settings.Settings.Concat(_receiver.Environment))
        {
            ["Payments__Simulated__Latency"] = "00:00:04",
            ["Payments__Simulated__FailureRate"] = "0.4",
            ["Failures__Immediate__Retries"] = "0",
        };
        // So many rungs that no order runs out of them: 0.4 to the power of 13.
        for (var rung = 0; rung < 12; rung++)
            changed[$"Failures__Redelivery__{rung}"] = "00:00:00.500";
        return settings with { Settings = changed };
    }

    protected override async Task StopServersAsync()
    {
        if (_servers is not null)
            await _servers.DisposeAsync();
        if (_receiver is not null)
            await _receiver.DisposeAsync();
    }
}
