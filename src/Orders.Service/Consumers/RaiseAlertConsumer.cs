using MassTransit;
using Orders.Contracts;

namespace Orders.Service.Consumers;

/// <summary>Brings warnings and errors about orders to whoever watches the log. The queue is bound to these severities; the broker drops the others.</summary>
internal sealed partial class RaiseAlertConsumer(ILogger<RaiseAlertConsumer> logger) : IConsumer<ReceivedAlert>
{
    public Task Consume(ConsumeContext<ReceivedAlert> context)
    {
        var alert = context.Message;
        if (context.RoutingKey() is Severities.Error)
            Error(logger, alert.OrderId, alert.Text);
        else
            Warning(logger, alert.OrderId, alert.Text);
        return Task.CompletedTask;
    }

    [LoggerMessage(1205, LogLevel.Warning, "Order {OrderId}: {Text}")]
    private static partial void Warning(ILogger logger, Guid? orderId, string? text);

    [LoggerMessage(1206, LogLevel.Error, "Order {OrderId}: {Text}")]
    private static partial void Error(ILogger logger, Guid? orderId, string? text);
}
