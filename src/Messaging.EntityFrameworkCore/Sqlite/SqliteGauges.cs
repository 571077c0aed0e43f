using Messaging.EntityFrameworkCore.Metrics;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>What the gauges show.</summary>
internal static class SqliteGauges
{
    private const string Outbox =
        """
        select count(*), min(coalesce(first_failed_at, due_at, stamped_at))
        from messaging_outbox_message where due_at is null or due_at <= @now or attempts > 0
        """;

    private const string DeadLetters =
        "select source_system, source, count(*) from messaging_dead_letter where state = 'Open' group by source_system, source";

    public static async Task<OutboxMeasurement> MeasureAsync(DbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var outbox = await context.CommandAsync(Outbox, cancellationToken).ConfigureAwait(false);
        await using var counted = await outbox.With("@now", now).ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await counted.ReadAsync(cancellationToken).ConfigureAwait(false);
        var pending = counted.GetInt64(0);
        var age = counted.IsDBNull(1) ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, now.UtcTicks - counted.GetInt64(1)));
        var letters = new List<OpenDeadLetters>();
        await using var command = await context.CommandAsync(DeadLetters, cancellationToken).ConfigureAwait(false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            letters.Add(new OpenDeadLetters(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return new OutboxMeasurement(Math.Min(pending, OutboxMeasurement.MostCounted), age, letters);
    }
}
