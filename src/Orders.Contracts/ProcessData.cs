namespace Orders.Contracts;

/// <summary>Command: look at a piece of text; what plain text in the list <c>orders.tasks</c> becomes.</summary>
public sealed record ProcessData(string Data);
