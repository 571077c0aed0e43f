using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The database's ids of the scope's transactions, once they are known, by which their outcomes can be asked for.</summary>
internal sealed class TransactionIdentity
{
    // A scope may use several contexts.
    private readonly Dictionary<Guid, string> _known = [];

    /// <summary>The id of the given transaction.</summary>
    public string? Of(IDbContextTransaction? transaction) => transaction is null ? null : _known.GetValueOrDefault(transaction.TransactionId);

    public void Learn(IDbContextTransaction transaction, string? id)
    {
        if (id is not null)
            _known[transaction.TransactionId] = id;
    }
}
