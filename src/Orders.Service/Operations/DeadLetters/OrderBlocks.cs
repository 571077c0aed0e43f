using MassTransit;
using Messaging.DeadLetters.Administration;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Http;
using Orders.Service.Streams;
using Orders.Service.Workflow;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>Knows which dead letters hold up an order: those of what moves it on, not its e-mails or refunds.</summary>
internal sealed class OrderBlocks(IDeadLetterAdministration letters) : IOrderBlocks
{
    private const string TopicOfPayments = $"topic:{Topics.PaymentEvents}";

    private static readonly HashSet<string> Queues = new(StringComparer.Ordinal) { Workflow.Queues.OrderState, Workflow.Queues.ReserveStock, Workflow.Queues.RequestPayment };

    private static readonly string Refund = MessageUrn.ForTypeString<RefundPayment>();

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        MessageUrn.ForTypeString<OrderSubmitted>(), MessageUrn.ForTypeString<ReserveStock>(), MessageUrn.ForTypeString<StockReserved>(), MessageUrn.ForTypeString<StockUnavailable>(),
        MessageUrn.ForTypeString<RequestPayment>(), MessageUrn.ForTypeString<PaymentCaptured>(), MessageUrn.ForTypeString<PaymentDeclined>(),
    };

    public async Task<Guid?> FindAsync(Order order, CancellationToken cancellationToken)
    {
        if (!order.IsOpen)
            return null;
        var open = await letters.FindOpenAsync(OrderMessagingExtensions.KeyOf(order.Id), cancellationToken);
        return open.FirstOrDefault(Blocks)?.Id;
    }

    /// <summary>Whether an order waits for this message.</summary>
    public static bool Blocks(StoredDeadLetter letter) => letter.Letter.SourceSystem switch
    {
        "rabbitmq" => Queues.Contains(letter.Letter.Source) && letter.Letter.MessageType != Refund,
        "kafka" => letter.Letter.Source == Topics.PaymentEvents,
        "outbox" => letter.Letter.Destination == TopicOfPayments || (letter.Letter.MessageType is { } type && Types.Contains(type)),
        _ => false,
    };
}
