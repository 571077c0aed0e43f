namespace Orders.Service.Operations.Paging;

/// <summary>A part of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">What to give as <c>after</c> for the part that follows; <see langword="null"/> at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
