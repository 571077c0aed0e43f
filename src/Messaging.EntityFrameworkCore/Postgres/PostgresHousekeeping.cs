using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Makes the inbox's partitions ahead of time, and drops whole ones instead of deleting rows.</summary>
internal static class PostgresHousekeeping
{
    private const int DaysAhead = 3;

    // One process at a time; the others have nothing to do then. A drop waits for every open transaction on the table and everybody waits
    // behind it, so it gives up quickly and is tried again with the next round.
    private const string Maintain =
        """
        select set_config('lock_timeout', '1000', true);
        select messaging.create_inbox_partitions((messaging.clock() at time zone 'UTC')::date, (messaging.clock() at time zone 'UTC')::date + 3);
        """;

    private const string Obsolete =
        """
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'messaging.inbox_message'::regclass
          and c.relname < 'inbox_message_' || to_char((messaging.clock() at time zone 'UTC')::date - $1 - 1, 'YYYYMMDD')
        """;

    private const string DeleteUndated =
        """
        delete from messaging.inbox_message_undated where ctid = any(array(
            select ctid from messaging.inbox_message_undated where received_at < messaging.clock() - make_interval(days => $1) limit 1000))
        """;

    public static async Task MaintainInboxAsync(DbContext context, int days, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false))
        {
            await using var attempt = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtext('messaging.inbox')::bigint)", connection, transaction);
            if (await attempt.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
                return;
            await using var create = new NpgsqlCommand(Maintain, connection, transaction);
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var partition in await ObsoleteAsync(connection, days, cancellationToken).ConfigureAwait(false))
        {
            await using var drop = new NpgsqlCommand(
                string.Create(CultureInfo.InvariantCulture, $"set lock_timeout = 1000; drop table messaging.\"{partition}\"; reset lock_timeout"), connection);
            await drop.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        int deleted;
        do
        {
            await using var delete = new NpgsqlCommand(DeleteUndated, connection) { Parameters = { new NpgsqlParameter { Value = days } } };
            deleted = await delete.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        while (deleted > 0);
    }

    private static async Task<List<string>> ObsoleteAsync(NpgsqlConnection connection, int days, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Obsolete, connection) { Parameters = { new NpgsqlParameter { Value = days } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            names.Add(reader.GetString(0));
        return names;
    }
}
