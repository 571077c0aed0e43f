namespace Orders.Service.Http;

/// <summary>A part of the list of orders, newest first.</summary>
/// <param name="Items">The orders.</param>
/// <param name="Next">What to give as <c>after</c> for the part that follows; <see langword="null"/> at the end.</param>
internal sealed record OrderPage(IReadOnlyList<OrderSummary> Items, string? Next);
