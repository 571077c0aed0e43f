using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Asks for the id of a transaction that will flush messages, behind the statements of its <c>SaveChangesAsync</c> and in their round trip.
/// Known before the flush, it lets the flush and the COMMIT share a round trip as well.
/// </summary>
internal sealed class TransactionIdentityInterceptor(OutboxBuffer buffer, MessagingDatabases databases, TransactionIdentity identity) : DbCommandInterceptor
{
    private IDbContextTransaction? _asked;

    public static TransactionIdentityInterceptor Of(IServiceProvider scope) => new(
        scope.GetRequiredService<OutboxBuffer>(), scope.GetRequiredService<MessagingDatabases>(), scope.GetRequiredService<TransactionIdentity>());

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        _asked = null;
        if (eventData is { CommandSource: CommandSource.SaveChanges, Context: { Database.CurrentTransaction: { } transaction } context }
            && buffer.HasMessagesFor(context) && identity.Of(transaction) is null && databases.For(context).TransactionIdQuery is { } query)
        {
            command.CommandText = $"{command.CommandText.TrimEnd().TrimEnd(';')};\n{query}";
            _asked = transaction;
        }

        return ValueTask.FromResult(result);
    }

    public override async ValueTask<InterceptionResult> DataReaderClosingAsync(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
    {
        if (_asked is { } transaction)
        {
            _asked = null;
            identity.Learn(transaction, await LastAnswerAsync(eventData.DataReader).ConfigureAwait(false));
        }

        return result;
    }

    private static async Task<string?> LastAnswerAsync(DbDataReader reader)
    {
        do
        {
            if (reader.FieldCount == 1 && reader.GetName(0) == IMessagingDatabase.TransactionIdColumn && await reader.ReadAsync().ConfigureAwait(false))
                return reader.GetString(0);
        }
        while (await reader.NextResultAsync().ConfigureAwait(false));

        return null;
    }
}
