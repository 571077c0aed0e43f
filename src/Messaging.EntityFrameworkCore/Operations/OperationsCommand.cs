using System.Data.Common;
using System.Globalization;
using Messaging.EntityFrameworkCore.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>One parametrised statement on a context's connection, in its transaction if it has one.</summary>
internal static class OperationsCommand
{
    public static async Task<int> ExecuteAsync(
        this DbContext context, string sql, TimeProvider time, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = await CommandAsync(context, sql, time, parameters, cancellationToken).ConfigureAwait(false);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<List<T>> QueryAsync<T>(
        this DbContext context, string sql, TimeProvider time, Func<OperationsRow, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = await CommandAsync(context, sql, time, parameters, cancellationToken).ConfigureAwait(false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(new OperationsRow(reader)));
        return rows;
    }

    private static async Task<DbCommand> CommandAsync(
        DbContext context, string sql, TimeProvider time, (string Name, object? Value)[] parameters, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        if (command is SqliteCommand sqlite)
        {
            sqlite.With("@now", time.GetUtcNow());
            foreach (var (name, value) in parameters)
                sqlite.With(name, value is DateOnly day ? day.ToString("O", CultureInfo.InvariantCulture) : value);
        }
        else
        {
            foreach (var (name, value) in parameters)
                command.Parameters.Add(new NpgsqlParameter(name, value switch { null => DBNull.Value, DateTimeOffset at => at.UtcDateTime, _ => value }));
        }

        return command;
    }
}
