using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>Statements with named values.</summary>
internal static class SqliteStatements
{
    public static async Task<int> ExecuteAsync(
        this DbContext context, string sql, (string Name, object? Value)[] values, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(sql, cancellationToken).ConfigureAwait(false);
        foreach (var (name, value) in values)
            command.With(name, value);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<List<T>> ListAsync<T>(
        this DbContext context, string sql, (string Name, object? Value)[] values, Func<SqliteDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = await context.CommandAsync(sql, cancellationToken).ConfigureAwait(false);
        foreach (var (name, value) in values)
            command.With(name, value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }

    public static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Number(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static DateTimeOffset? Time(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetInt64(column), TimeSpan.Zero);
}
