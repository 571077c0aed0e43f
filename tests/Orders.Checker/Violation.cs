namespace Orders.Checker;

/// <summary>Something that must not be: of what (an order, a SKU, a queue), and what was seen.</summary>
public sealed record Violation(string Subject, string What)
{
    public override string ToString() => $"{Subject}: {What}";
}
