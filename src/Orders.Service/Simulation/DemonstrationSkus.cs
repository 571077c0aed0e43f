using MassTransit;
using Messaging.Failures;
using Orders.Service.Domain;

namespace Orders.Service.Simulation;

/// <summary>Goods that show how failures are met: one fails twice for each order, the other until somebody repairs it.</summary>
internal sealed class DemonstrationSkus(SimulationSwitch broken) : IBeforeReserving
{
    /// <summary>Times out twice for each order, then works.</summary>
    public const string Flaky = "FLAKY";

    /// <summary>Fails for good, until it is switched off.</summary>
    public const string Broken = "BROKEN";

    private const int Timeouts = 2;

    public async Task RunAsync(Order order, ConsumeContext context)
    {
        if (Has(order, Flaky) && context.GetRetryAttempt() + Redeliveries(context) < Timeouts)
            throw new TimeoutException($"The warehouse of {Flaky} did not answer. It times out twice for each order.");
        if (Has(order, Broken) && await broken.IsOnAsync(context.CancellationToken))
        {
            throw new PermanentFailureException(
                $"{Broken} can't be reserved for order {order.Id}. Repair it with PUT /ops/api/simulation/broken false, then replay this dead letter.");
        }
    }

    // Of a parked message the envelope is as it came first; how often it came again is said beside it.
    private static int Redeliveries(ConsumeContext context) =>
        Math.Max(context.GetRedeliveryCount(), context.ReceiveContext.TransportHeaders.Get<int>(MassTransit.MessageHeaders.RedeliveryCount) ?? 0);

    private static bool Has(Order order, string sku) => order.Lines.Any(line => line.Sku == sku);
}
