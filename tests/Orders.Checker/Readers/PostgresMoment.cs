using Npgsql;

namespace Orders.Checker.Readers;

/// <summary>A connection inside a repeatable-read transaction: all that is read through it is of one moment.</summary>
internal sealed class PostgresMoment(NpgsqlConnection connection)
{
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, string? table = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (table is not null)
            command.Parameters.AddWithValue("table", table);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }

    public async Task<IReadOnlySet<string>> ColumnsAsync(string table, CancellationToken cancellationToken) =>
        (await ReadAsync(PostgresSql.Columns, row => row.GetString(0), cancellationToken, table)).ToHashSet();

    /// <summary>Counts rows of a table of the machinery; one that does not exist is empty.</summary>
    public async Task<long> CountAsync(string table, string? condition, CancellationToken cancellationToken)
    {
        var exists = await ReadAsync(PostgresSql.Exists, row => row.GetBoolean(0), cancellationToken, $"messaging.{table}");
        return exists[0]
            ? (await ReadAsync($"SELECT count(*) FROM messaging.{table} WHERE {condition ?? "true"}", row => row.GetInt64(0), cancellationToken))[0]
            : 0;
    }
}
