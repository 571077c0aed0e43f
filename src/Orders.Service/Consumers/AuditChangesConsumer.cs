using MassTransit;

namespace Orders.Service.Consumers;

/// <summary>
/// Writes down everything that is published about orders, by us or by others, under a log category of its own that can be kept apart. At
/// least once: after a crash a line may stand there twice, told by its message id.
/// </summary>
internal sealed partial class AuditChangesConsumer(ILoggerFactory loggers) : IConsumer<AuditedChange>
{
    public const string Category = "Orders.Audit";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public Task Consume(ConsumeContext<AuditedChange> context)
    {
        var change = context.Message;
        Changed(_logger, context.RoutingKey() ?? "", change.OrderId, change.Version, change.Status, context.MessageId);
        return Task.CompletedTask;
    }

    [LoggerMessage(1204, LogLevel.Information, "{RoutingKey}: order {OrderId}, version {Version}, is {Status} (message {MessageId})")]
    private static partial void Changed(ILogger logger, string routingKey, Guid? orderId, int? version, string? status, Guid? messageId);
}
