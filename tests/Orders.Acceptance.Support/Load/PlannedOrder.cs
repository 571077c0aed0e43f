namespace Orders.Acceptance.Support.Load;

/// <summary>An order that will be posted: the body byte for byte, so that a repeated request is the same request.</summary>
/// <param name="Index">Its place in the load, from 0.</param>
/// <param name="Kind">What it is made for.</param>
/// <param name="Key">The Idempotency-Key.</param>
/// <param name="Body">JSON.</param>
/// <param name="WithdrawAfter">How long after its acceptance the customer cancels, if at all.</param>
/// <param name="AsksAgain">Whether the client posts once more after its acceptance, as one that lost the answer would.</param>
public sealed record PlannedOrder(int Index, OrderKind Kind, string Key, string Body, TimeSpan? WithdrawAfter, bool AsksAgain)
{
    /// <summary>Where it may end when everything works, whatever is killed meanwhile.</summary>
    public IReadOnlyList<string> Ends => Kind switch
    {
        OrderKind.Ordinary => ["Confirmed"],
        OrderKind.Expensive => ["Cancelled"],
        OrderKind.UnknownSku => ["Rejected"],
        OrderKind.Limited => ["Confirmed", "Rejected"],
        _ => ["Cancelled", "Confirmed"],
    };
}
