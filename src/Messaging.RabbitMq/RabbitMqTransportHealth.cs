using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Messaging.Outbox;
using RabbitMQ.Client.Exceptions;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace Messaging.RabbitMq;

/// <summary>
/// Tells an unreachable broker from a refused message. RabbitMQ refuses by closing the channel, and everything that is unconfirmed on it
/// ends with the same reason; the reason names the exchange or the limit, and so the message that it is about. Reply codes: AMQP 0-9-1, 1.2.
/// </summary>
internal sealed partial class RabbitMqTransportHealth : ITransportHealth
{
    // The headers of a message travel in one frame. RabbitMQ's limit is 128 KiB and it closes the whole connection over a larger one.
    private const int MaxHeaderBytes = 120 * 1024;

    // A name, a type and a length beside name and value.
    private const int HeaderOverhead = 6;

    // no-route, not-found, content-too-large, precondition-failed, access-refused: about a message or its destination.
    private static readonly HashSet<ushort> AboutAMessage = [311, 312, 313, 403, 404, 405, 406];

    public bool IsUnroutable(Exception exception) => exception is MessageReturnedException or PublishException { IsReturn: true };

    public SendFault? Judge(OutboxMessage message, Exception exception) => exception switch
    {
        _ when IsUnroutable(exception) => SendFault.Message,
        _ when IsNack(exception) => SendFault.Message,
        OperationInterruptedException { ShutdownReason: { } reason } when AboutAMessage.Contains(reason.ReplyCode) =>
            IsAbout(message, reason.ReplyText) ? SendFault.Message : SendFault.Neighbour,
        BrokerUnreachableException or OperationInterruptedException or ConnectionException or MassTransit.TransportUnavailableException => SendFault.Transport,
        ObjectDisposedException => SendFault.Transport,
        _ => exception.InnerException is { } inner ? Judge(message, inner) : null,
    };

    public string? Objection(OutboxMessage message)
    {
        if (message.Destination.Scheme is not ("rabbitmq" or "rabbitmqs" or "queue" or "exchange"))
            return null;
        var size = message.Headers.Sum(header => HeaderOverhead + Encoding.UTF8.GetByteCount(header.Key)
            + Encoding.UTF8.GetByteCount(Convert.ToString(header.Value, CultureInfo.InvariantCulture) ?? ""));
        return size > MaxHeaderBytes
            ? $"The headers of the message take {size} bytes; RabbitMQ takes at most {MaxHeaderBytes} with what is added on the way, and closes the connection over more. Put long values into the body."
            : null;
    }

    /// <summary>
    /// A nack comes from a queue, which is full or can't store the message: the broker is there, and its other queues take what is theirs.
    /// MassTransit reports it as a connection that failed.
    /// </summary>
    private static bool IsNack(Exception exception) =>
        exception is MessageNotAcknowledgedException or PublishException { IsReturn: false } or ConnectionException { InnerException: PublishException { IsReturn: false } };

    private static bool IsAbout(OutboxMessage message, string reason)
    {
        if (SizeLimit().Match(reason) is { Success: true } size)
            return message.Body.Length > long.Parse(size.Groups["limit"].ValueSpan, CultureInfo.InvariantCulture);
        if (ExchangeName().Match(reason) is { Success: true } exchange)
            return string.Equals(Uri.UnescapeDataString(message.Destination.AbsolutePath.Split('/')[^1]), exchange.Groups["name"].Value, StringComparison.Ordinal);
        return true;
    }

    [GeneratedRegex("larger than (configured )?max size (?<limit>[0-9]{1,18})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SizeLimit();

    [GeneratedRegex("exchange '(?<name>[^']*)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ExchangeName();
}
