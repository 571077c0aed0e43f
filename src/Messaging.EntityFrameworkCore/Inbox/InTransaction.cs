namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>A payload that marks a consume context whose sends belong to a transaction.</summary>
internal sealed class InTransaction
{
    public static readonly InTransaction Instance = new();

    private InTransaction()
    {
    }
}
