using Orders.Service.Monitoring;

namespace Orders.Service.Tests.Monitoring;

/// <summary>A broker that is up or not, as a test wants it.</summary>
internal sealed class SwitchableBroker() : BrokerHealth("Test broker", "ConnectionStrings__Test")
{
    public bool IsUp { get; set; }

    protected override Task<BrokerConnection> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new BrokerConnection(IsUp, "broker:1234"));
}
