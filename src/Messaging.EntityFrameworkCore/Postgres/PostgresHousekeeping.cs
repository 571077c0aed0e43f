using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Makes the inbox's partitions ahead of time, and drops whole ones instead of deleting rows.</summary>
internal static class PostgresHousekeeping
{
    // One process at a time; the others have nothing to do then. From the newest partition on, so that no day is missing after a service was
    // down for long; never an earlier one, since an empty partition in the place of a dropped one would know no duplicates.
    private const string Maintain =
        """
        select set_config('lock_timeout', '1000', true);
        select messaging.create_inbox_partitions(
            greatest(d.today - @days, (select max(to_date(right(c.relname, 8), 'YYYYMMDD')) + 1 from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'messaging.inbox_message'::regclass)), d.today + 3)
        from (select (messaging.clock() at time zone 'UTC')::date as today) d;
        """;

    // A drop waits for every open transaction on the table, and everybody waits behind it: it gives up quickly and is tried again.
    private const int DropPatience = 200;

    private const string Obsolete =
        """
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'messaging.inbox_message'::regclass
          and c.relname < 'inbox_message_' || to_char((messaging.clock() at time zone 'UTC')::date - $1 - 1, 'YYYYMMDD')
        """;

    private const string Present =
        "select count(*) from unnest($1::text[]) as name where to_regclass('messaging.' || name) is null";

    private const string DeleteUndated =
        """
        delete from messaging.inbox_message_undated where ctid = any(array(
            select ctid from messaging.inbox_message_undated where received_at < (select messaging.clock()) - make_interval(days => $1) limit 1000))
        """;

    public static async Task MaintainInboxAsync(DbContext context, int days, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false))
        {
            await using var attempt = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtext('messaging.inbox')::bigint)", connection, transaction);
            if (await attempt.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
                return;
            await CreateAsync(connection, transaction, days, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var partition in await ObsoleteAsync(connection, days, cancellationToken).ConfigureAwait(false))
        {
            await using var drop = new NpgsqlCommand(
                string.Create(CultureInfo.InvariantCulture, $"set lock_timeout = {DropPatience}; drop table messaging.\"{partition}\"; reset lock_timeout"), connection);
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

    /// <summary>Makes the missing partitions now, and says whether there is one for each of the wanted days.</summary>
    public static async Task<bool> TryOpenAsync(DbContext context, IReadOnlyList<DateOnly> wanted, int days, CancellationToken cancellationToken)
    {
        var connection = await PostgresRelay.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('messaging.inbox')::bigint)", connection, transaction);
        await wait.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await CreateAsync(connection, transaction, days, cancellationToken).ConfigureAwait(false);
        await using var present = new NpgsqlCommand(Present, connection, transaction)
        {
            Parameters = { new NpgsqlParameter { Value = wanted.Select(day => $"inbox_message_{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}").ToArray() } },
        };
        var missing = (long?)await present.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return missing == 0;
    }

    private static async Task CreateAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int days, CancellationToken cancellationToken)
    {
        await using var create = new NpgsqlCommand(Maintain, connection, transaction) { Parameters = { new NpgsqlParameter("days", days) } };
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
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
