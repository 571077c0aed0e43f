using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The database's id of the scope's current transaction, once it is known, by which its outcome can be asked for.</summary>
internal sealed class TransactionIdentity
{
    private (Guid Transaction, string Id)? _known;

    /// <summary>The id of the given transaction; an id of an earlier one does not count.</summary>
    public string? Of(IDbContextTransaction? transaction) =>
        transaction is not null && _known is { } known && known.Transaction == transaction.TransactionId ? known.Id : null;

    public void Learn(IDbContextTransaction transaction, string? id)
    {
        if (id is not null)
            _known = (transaction.TransactionId, id);
    }
}
