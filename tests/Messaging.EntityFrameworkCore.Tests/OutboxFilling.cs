using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Rows by the thousand, as committed senders would have left them.</summary>
internal static class OutboxFilling
{
    public static async Task FillOutboxAsync(this SampleDatabase database, int rows, int keys, TimeSpan? due = null, int bodySize = 200)
    {
        await using var connection = new NpgsqlConnection(database.Direct);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            """
            insert into messaging.outbox_message (id, message_id, original_message_id, destination, ordering_key, key_sequence, lease_partition, stamped_at,
                due_at, mandatory, content_type, headers, properties, body)
            select n.id, gen_random_uuid(), gen_random_uuid(), 'topic:notes', case when @keys > 0 then 'key ' || n.i % @keys end, case when @keys > 0 then n.id end,
                case when @keys > 0 then n.i % @keys % 64 else n.i % 64 end, messaging.clock(), messaging.clock() + @due, true, 'text/plain', '{}', '{}', convert_to(repeat('x', @size), 'UTF8')
            from (select nextval('messaging.outbox_message_id') as id, i from generate_series(1, @rows) i) n
            """, connection)
        {
            CommandTimeout = 600,
            Parameters =
            {
                new NpgsqlParameter("rows", rows),
                new NpgsqlParameter("keys", keys),
                new NpgsqlParameter("size", bodySize),
                new NpgsqlParameter("due", NpgsqlTypes.NpgsqlDbType.Interval) { Value = (object?)due ?? DBNull.Value },
            },
        };
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
