using MassTransit;
using MassTransit.RabbitMqTransport;
using Messaging.Outbox;
using RabbitMQ.Client.Exceptions;

namespace Messaging.RabbitMq;

/// <summary>Tells an unreachable broker from a refused message. Reply codes: AMQP 0-9-1, 1.2.</summary>
internal sealed class RabbitMqTransportHealth : ITransportHealth
{
    // no-route, not-found, content-too-large, precondition-failed, access-refused: about this message or its destination.
    private static readonly HashSet<ushort> AboutTheMessage = [311, 312, 313, 403, 404, 405, 406];

    public bool IsUnavailable(Exception exception) => exception switch
    {
        MessageReturnedException or RabbitMQ.Client.Exceptions.PublishException { IsReturn: true } => false,
        // A nack: the queue is over its limit, or its leader is just moving. Either way nothing is wrong with the message.
        MessageNotAcknowledgedException or RabbitMQ.Client.Exceptions.PublishException => true,
        OperationInterruptedException { ShutdownReason: { } reason } => !AboutTheMessage.Contains(reason.ReplyCode),
        BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException or RabbitMqConnectionException => true,
        ObjectDisposedException => true,
        _ => exception.InnerException is { } inner && IsUnavailable(inner),
    };
}
