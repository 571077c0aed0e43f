namespace Messaging.EntityFrameworkCore.Tests.Standalone;

public sealed class LedgerEntry
{
    public Guid Id { get; init; }

    public Guid OrderId { get; init; }

    public decimal Amount { get; init; }
}
