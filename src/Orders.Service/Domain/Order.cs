using Orders.Contracts;

namespace Orders.Service.Domain;

/// <summary>An order and every change it went through. Illegal transitions throw <see cref="IllegalTransitionException"/>.</summary>
public sealed class Order
{
    private readonly List<OrderHistoryEntry> _history = [];

    private Order()
    {
    }

    public Guid Id { get; private init; }

    public string CustomerId { get; private init; } = "";

    public IReadOnlyList<OrderLine> Lines { get; private init; } = [];

    public decimal Total { get; private init; }

    public OrderStatus Status { get; private set; }

    /// <summary>The number of changes so far; the last entry of <see cref="History"/> carries it.</summary>
    public int Version { get; private set; }

    /// <summary>Why the order was rejected or cancelled.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset SubmittedAt { get; private init; }

    /// <summary>Every change, oldest first. Only those that were loaded or made since.</summary>
    public IReadOnlyList<OrderHistoryEntry> History => _history;

    public bool IsOpen => Status is OrderStatus.Submitted or OrderStatus.StockReserved or OrderStatus.PaymentPending;

    /// <summary>Whether this order holds stock that a cancellation has to give back.</summary>
    public bool HoldsStock => Status is OrderStatus.StockReserved or OrderStatus.PaymentPending or OrderStatus.Confirmed;

    /// <summary>Accepts a new order; lines of the same SKU and price are summed.</summary>
    public static Order Submit(Guid id, string customerId, IEnumerable<OrderLine> lines, DateTimeOffset at)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(customerId);
        var summed = lines
            .GroupBy(line => (line.Sku, line.UnitPrice))
            .Select(group => new OrderLine(group.Key.Sku, group.Sum(line => line.Quantity), group.Key.UnitPrice))
            .ToList();
        if (summed.Count == 0)
            throw new ArgumentException("An order needs at least one line.", nameof(lines));

        var order = new Order
        {
            Id = id,
            CustomerId = customerId,
            Lines = summed,
            Total = summed.Sum(line => line.Quantity * line.UnitPrice),
            SubmittedAt = at,
        };
        order.Become(OrderStatus.Submitted, at, null);
        return order;
    }

    public void ReserveStock(DateTimeOffset at)
    {
        Require(OrderStatus.StockReserved, Status is OrderStatus.Submitted);
        Become(OrderStatus.StockReserved, at, null);
    }

    public void RequestPayment(DateTimeOffset at)
    {
        Require(OrderStatus.PaymentPending, Status is OrderStatus.StockReserved);
        Become(OrderStatus.PaymentPending, at, null);
    }

    public void Confirm(DateTimeOffset at)
    {
        Require(OrderStatus.Confirmed, Status is OrderStatus.PaymentPending);
        Become(OrderStatus.Confirmed, at, null);
    }

    public void Reject(string reason, DateTimeOffset at)
    {
        Require(OrderStatus.Rejected, Status is OrderStatus.Submitted);
        Become(OrderStatus.Rejected, at, reason);
    }

    /// <summary>Cancels an open order. Its stock, if it held any, is the caller's to give back in the same transaction.</summary>
    public void Cancel(string reason, DateTimeOffset at)
    {
        Require(OrderStatus.Cancelled, IsOpen);
        Become(OrderStatus.Cancelled, at, reason);
    }

    private void Require(OrderStatus next, bool allowed)
    {
        if (!allowed)
            throw new IllegalTransitionException(Id, Status, next);
    }

    private void Become(OrderStatus status, DateTimeOffset at, string? reason)
    {
        Status = status;
        Reason = reason;
        Version++;
        _history.Add(new OrderHistoryEntry(Id, Version, status, at));
    }
}
