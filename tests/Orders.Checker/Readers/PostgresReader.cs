using System.Data;
using System.Text.Json;
using Npgsql;
using Orders.Checker.Recorded;

namespace Orders.Checker.Readers;

/// <summary>Reads the database, all of it as of one moment.</summary>
public sealed class PostgresReader(string connectionString)
{
    private const string Option = "--postgres";

    /// <summary>What the column may be called; without one every row counts as due.</summary>
    private static readonly string[] DueColumns = ["due_at", "due", "due_time"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<Snapshot> ReadAsync(Snapshot into, CancellationToken cancellationToken) =>
        await InOneMomentAsync(async database =>
        {
            var history = (await database.ReadAsync(PostgresSql.History, row => (Id: row.GetGuid(0), Change: new RecordedChange(row.GetInt32(1), row.GetString(2))), cancellationToken))
                .ToLookup(entry => entry.Id, entry => entry.Change);
            var orders = await database.ReadAsync(PostgresSql.Orders, row => ToOrder(row, history[row.GetGuid(0)]), cancellationToken);
            var stock = await database.ReadAsync(PostgresSql.Stock, row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), cancellationToken);
            var payments = await database.ReadAsync(PostgresSql.Payments, row => new RecordedPayment(row.GetGuid(0), row.GetDecimal(1), row.GetString(2)), cancellationToken);
            return into with
            {
                Rows = orders,
                Stock = stock.ToDictionary(),
                Payments = payments,
                InboxRows = await database.CountAsync("inbox_message", null, cancellationToken),
                Backlogs = [.. into.Backlogs, .. await BacklogsAsync(database, cancellationToken)],
                DeadLetters = [.. into.DeadLetters, new Count("table dead_letter (open)", await OpenDeadLettersAsync(database, cancellationToken))],
            };
        }, cancellationToken);

    /// <summary>Only what decides whether waiting is over; cheap enough to ask often.</summary>
    public Task<IReadOnlyList<Count>> ReadPendingAsync(CancellationToken cancellationToken) =>
        InOneMomentAsync<IReadOnlyList<Count>>(async database =>
        [
            new Count("open orders", (await database.ReadAsync(PostgresSql.CountOpen, row => row.GetInt64(0), cancellationToken))[0]),
            .. await BacklogsAsync(database, cancellationToken),
        ], cancellationToken);

    /// <summary>Runs a question of the caller's that answers with one number.</summary>
    public Task<long> AskAsync(string sql, CancellationToken cancellationToken) =>
        InOneMomentAsync(async database => (await database.ReadAsync(sql, row => Convert.ToInt64(row.GetValue(0), null), cancellationToken)).FirstOrDefault(), cancellationToken);

    private static async Task<IReadOnlyList<Count>> BacklogsAsync(PostgresMoment database, CancellationToken cancellationToken)
    {
        var columns = await database.ColumnsAsync("outbox_message", cancellationToken);
        var due = Array.Find(DueColumns, columns.Contains);
        return
        [
            new Count("outbox rows that are due", await database.CountAsync("outbox_message", due is null ? null : PostgresSql.Due(due), cancellationToken)),
            new Count("parked messages", await database.CountAsync("parked_message", null, cancellationToken)),
        ];
    }

    private static async Task<long> OpenDeadLettersAsync(PostgresMoment database, CancellationToken cancellationToken)
    {
        var columns = await database.ColumnsAsync("dead_letter", cancellationToken);
        return await database.CountAsync("dead_letter", columns.Contains("state") ? PostgresSql.OpenState : null, cancellationToken);
    }

    private static RecordedOrder ToOrder(NpgsqlDataReader row, IEnumerable<RecordedChange> history) =>
        new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetDecimal(3))
        {
            Lines = JsonSerializer.Deserialize<List<RecordedLine>>(row.GetString(4), Json) ?? [],
            Reason = row.IsDBNull(5) ? null : row.GetString(5),
            History = [.. history.OrderBy(change => change.Version)],
        };

    private async Task<T> InOneMomentAsync<T>(Func<PostgresMoment, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            return await read(new PostgresMoment(connection));
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new CannotLookException(Option, "reached, but this is not the service's database, or it is not migrated", failure);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new CannotLookException(Option, $"can't read PostgreSQL at {Host()}", failure);
        }
    }

    private string Host()
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return $"{parts.Host}:{parts.Port}/{parts.Database}";
        }
        catch (ArgumentException)
        {
            return "(not a connection string)";
        }
    }
}
