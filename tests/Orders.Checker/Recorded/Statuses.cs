namespace Orders.Checker.Recorded;

/// <summary>The statuses of the contract, written down here a second time on purpose: the checker must not follow a mistake in the service.</summary>
public static class Statuses
{
    public const string Submitted = nameof(Submitted);
    public const string StockReserved = nameof(StockReserved);
    public const string PaymentPending = nameof(PaymentPending);
    public const string Confirmed = nameof(Confirmed);
    public const string Rejected = nameof(Rejected);
    public const string Cancelled = nameof(Cancelled);

    public static readonly IReadOnlyList<string> Open = [Submitted, StockReserved, PaymentPending];

    public static bool IsEnd(string status) => status is Confirmed or Rejected or Cancelled;

    public static bool HoldsStock(string status) => status is StockReserved or PaymentPending or Confirmed;

    public static bool MayFollow(string before, string after) => (before, after) switch
    {
        (Submitted, StockReserved or Rejected or Cancelled) => true,
        (StockReserved, PaymentPending or Cancelled) => true,
        (PaymentPending, Confirmed or Cancelled) => true,
        _ => false,
    };
}
