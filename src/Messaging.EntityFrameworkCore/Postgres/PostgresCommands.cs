using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>Statements on a context's connection, in its transaction, several in one round trip.</summary>
internal static class PostgresCommands
{
    public static async Task<NpgsqlBatch> BatchAsync(this DbContext context, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        if (connection.State is not ConnectionState.Open)
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return new NpgsqlBatch(connection, (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction());
    }

    public static NpgsqlBatch With(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = value switch
                {
                    null => DBNull.Value,
                    DateTimeOffset time => time.ToUniversalTime(),
                    ReadOnlyMemory<byte> bytes => bytes.ToArray(),
                    _ => value,
                },
            });
        }

        batch.BatchCommands.Add(command);
        return batch;
    }

    public static async Task<int> ExecuteAsync(this DbContext context, string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        return await batch.With(sql, values).ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<T?> AskAsync<T>(this DbContext context, string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        return await batch.With(sql, values).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is T value ? value : default;
    }

    public static async Task<List<T>> ListAsync<T>(
        this DbContext context, string sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var batch = await context.BatchAsync(cancellationToken).ConfigureAwait(false);
        await using var reader = await batch.With(sql, values).ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }

    public static T? Optional<T>(this NpgsqlDataReader reader, int column)
        where T : class => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    public static T? OptionalValue<T>(this NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
