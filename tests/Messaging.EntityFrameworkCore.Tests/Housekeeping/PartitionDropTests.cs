using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Housekeeping;

/// <summary>The drop of a partition waits for every open transaction on it, and must not make everybody else wait behind it.</summary>
public sealed class PartitionDropTests
{
    private const int Days = 1;

    private readonly PostgresMessagingDatabase _inbox = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drop_behind_a_long_transaction_gives_up_while_others_are_consumed_and_succeeds_after_it()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.CreateTablesAsync();
        await using var holder = new NpgsqlConnection(database.Direct);
        await holder.OpenAsync(Token);
        await using var open = await holder.BeginTransactionAsync(Token);
        await using (var read = new NpgsqlCommand("select count(*) from messaging.inbox_message", holder, open))
            await read.ExecuteScalarAsync(Token);

        await using var context = database.OpenContext();
        var partitions = await CountAsync(database);
        var drop = _inbox.MaintainInboxAsync(context, Days, Token);
        for (var i = 0; i < 20; i++)
            (await EnterAsync(database)).ShouldBeTrue();
        var refused = await Should.ThrowAsync<PostgresException>(() => drop);

        refused.SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);
        (await CountAsync(database)).ShouldBe(partitions);
        // The connection goes back to the pool as it was.
        await using (var command = new NpgsqlCommand("show lock_timeout", (NpgsqlConnection)context.Database.GetDbConnection()))
            (await command.ExecuteScalarAsync(Token)).ShouldBe("0");

        await open.RollbackAsync(Token);
        await _inbox.MaintainInboxAsync(context, Days, Token);
        (await CountAsync(database)).ShouldBe(Days + 1 + 1 + 3, "the window and the day before it, today, and three days ahead");
    }

    [Fact]
    public async Task Messages_without_a_stable_time_are_forgotten_after_the_window_in_small_batches_and_no_others_with_them()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.CreateTablesAsync();
        await database.AskAsync<int>(
            $"""
            insert into messaging.inbox_message_undated (message_id, consumer, endpoint, received_at)
                select gen_random_uuid(), 'consumer', 'endpoint', messaging.clock() - make_interval(days => {Days}) + interval '1 minute' * case when i <= 2500 then -1 else 1 end
                from generate_series(1, 2510) i;
            create table batches (size bigint);
            create function note_batch() returns trigger language plpgsql as 'begin insert into batches select count(*) from gone; return null; end';
            create trigger batches after delete on messaging.inbox_message_undated referencing old table as gone for each statement execute function note_batch();
            select 1
            """);

        await using (var context = database.OpenContext())
            await _inbox.MaintainInboxAsync(context, Days, Token);

        (await database.AskAsync<long>("select count(*) from messaging.inbox_message_undated")).ShouldBe(10, "those of the window");
        (await database.AskAsync<long>("select sum(size)::bigint from batches")).ShouldBe(2_500);
        (await database.AskAsync<long>("select max(size) from batches")).ShouldBeLessThanOrEqualTo(1_000);
    }

    [Fact]
    public async Task Queue_tables_are_vacuumed_by_the_number_of_their_dead_rows_and_not_by_their_size()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.CreateTablesAsync();

        foreach (var (table, setting) in new[]
        {
            ("outbox_message", "autovacuum_vacuum_scale_factor=0.0"), ("outbox_message", "autovacuum_vacuum_threshold=1000"), ("outbox_message", "autovacuum_vacuum_cost_delay=0"),
            ("outbox_lease", "autovacuum_vacuum_scale_factor=0.0"), ("outbox_relay", "autovacuum_vacuum_scale_factor=0.0"),
        })
        {
            (await database.AskAsync<bool>($"select '{setting}' = any(reloptions) from pg_class where oid = 'messaging.{table}'::regclass")).ShouldBeTrue($"{table} {setting}");
        }

        (await database.AskAsync<bool>(
            "select bool_and('autovacuum_vacuum_insert_threshold=100000' = any(c.reloptions)) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'messaging.inbox_message'::regclass"))
            .ShouldBeTrue();
    }

    private static Task<long> CountAsync(SampleDatabase database) =>
        database.AskAsync<long>("select count(*) from pg_inherits where inhparent = 'messaging.inbox_message'::regclass");

    private async Task<bool> EnterAsync(SampleDatabase database)
    {
        await using var context = database.OpenContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        var result = await _inbox.EnterInboxAsync(context, [new InboxEntry(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), "consumer", "endpoint")], Token);
        await transaction.CommitAsync(Token);
        return result.IsNew[0];
    }
}
