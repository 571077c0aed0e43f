using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Npgsql;

namespace Messaging.Benchmarks.Raw;

/// <summary>Npgsql alone, with statements prepared: the same rows in one round trip, into tables of the same shape that no relay reads.</summary>
internal sealed class RawDatabase : IAsyncDisposable
{
    private const string Tables =
        """
        create schema bench;
        create table bench.outbox_message (like messaging.outbox_message including all);
        create table bench.inbox_message (like messaging.inbox_message including all);
        create table bench.placed_order (like placed_order including all);
        create table bench.item (like item including all);
        insert into bench.item select * from item;
        create sequence bench.outbox_message_id;
        """;

    private const string Outbox =
        """
        insert into bench.outbox_message (id, message_id, original_message_id, destination, lease_partition, stamped_at, mandatory,
            content_type, headers, properties, body)
        values (nextval('bench.outbox_message_id'), $1, $1, $2, 7, clock_timestamp(), false, $3, '{}', '{}', $4)
        """;

    private const string Order = "insert into bench.placed_order values ($1, $2, $3, $4)";

    private const string Inbox = "insert into bench.inbox_message values (current_date, $1, 'take', 'take', clock_timestamp()) on conflict do nothing";

    private const string Update = "update bench.item set taken = taken + 1 where id = $1";

    private const string Backlog =
        """
        insert into messaging.outbox_message (id, message_id, original_message_id, destination, lease_partition, stamped_at, mandatory,
            content_type, headers, properties, body)
        select nextval('messaging.outbox_message_id'), id, id, $1, n % 64, clock_timestamp(), false, $2, '{}', '{}', $3
        from (select n, gen_random_uuid() as id from generate_series(1, $4) n) rows
        """;

    private const string Poison =
        """
        insert into messaging.outbox_message (id, message_id, original_message_id, destination, ordering_key, key_sequence, lease_partition, stamped_at,
            mandatory, content_type, headers, properties, body)
        select id, message_id, message_id, $1, 'key ' || id, id, id % 64, clock_timestamp(), true, $2, '{}', '{}', $3
        from (select nextval('messaging.outbox_message_id') as id, gen_random_uuid() as message_id from generate_series(1, $4)) rows
        """;

    private readonly NpgsqlDataSource _source;

    private RawDatabase(NpgsqlDataSource source) => _source = source;

    public static async Task<RawDatabase> OpenAsync(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2, NoResetOnClose = true };
        var database = new RawDatabase(NpgsqlDataSource.Create(settings.ConnectionString));
        await database.RunAsync(Tables);
        return database;
    }

    public async Task PlaceAsync(Uri destination, byte[] body, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var placed = Envelope.Example(1);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Order) { Parameters = { new() { Value = placed.OrderId }, new() { Value = placed.Customer }, new() { Value = placed.Quantity }, new() { Value = placed.Total } } },
                OutboxRow(destination, body),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task TakeAsync(int item, Uri destination, byte[] body, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Inbox) { Parameters = { new() { Value = Guid.NewGuid() } } },
                new NpgsqlBatchCommand(Update) { Parameters = { new() { Value = item } } },
                OutboxRow(destination, body),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Rows in the real outbox, committed at once, and the relay told so.</summary>
    public async Task AddBacklogAsync(Uri destination, byte[] body, int rows)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(Backlog, connection, transaction) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = destination.ToString() });
        command.Parameters.Add(new() { Value = Envelope.ContentType });
        command.Parameters.Add(new() { Value = body });
        command.Parameters.Add(new() { Value = rows });
        await command.ExecuteNonQueryAsync();
        await using var notify = new NpgsqlCommand("notify messaging_outbox", connection, transaction);
        await notify.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Rows that must reach a queue, for a destination that has none, each under a key of its own.</summary>
    public async Task AddPoisonAsync(Uri destination, byte[] body, int rows)
    {
        await using var command = _source.CreateCommand(Poison);
        command.Parameters.Add(new() { Value = destination.ToString() });
        command.Parameters.Add(new() { Value = Envelope.ContentType });
        command.Parameters.Add(new() { Value = body });
        command.Parameters.Add(new() { Value = rows });
        await command.ExecuteNonQueryAsync();
    }

    public Task UntilOutboxIsEmptyAsync(CancellationToken cancellationToken) =>
        Until.TrueAsync(
            async () => !await AskAsync<bool>("select exists(select 1 from messaging.outbox_message)"), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5),
            "an empty outbox", cancellationToken);

    public Task ForgetAsync() => RunAsync("truncate bench.outbox_message, bench.inbox_message, bench.placed_order");

    /// <summary>A transaction that holds the database's horizon until it is disposed.</summary>
    public async Task<IAsyncDisposable> IdleAsync()
    {
        var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("begin; select pg_current_xact_id()", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlBatchCommand OutboxRow(Uri destination, byte[] body) => new(Outbox)
    {
        Parameters = { new() { Value = Guid.NewGuid() }, new() { Value = destination.ToString() }, new() { Value = Envelope.ContentType }, new() { Value = body } },
    };
}
