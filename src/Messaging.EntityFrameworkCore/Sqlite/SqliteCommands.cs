using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Sqlite;

/// <summary>Commands on a context's SQLite connection, with the types that SQLite stores.</summary>
internal static class SqliteCommands
{
    public static async Task<SqliteCommand> CommandAsync(this DbContext context, string sql, CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        // EF Core counts who opens: one that is open already would stay so behind the end of its transaction.
        if (connection.State is not ConnectionState.Open)
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    public static SqliteCommand With(this SqliteCommand command, string name, object? value)
    {
        command.Parameters.AddWithValue(name, value switch
        {
            null => DBNull.Value,
            Guid id => Text(id),
            bool flag => flag ? 1L : 0L,
            DateTimeOffset time => time.UtcTicks,
            _ => value,
        });
        return command;
    }

    public static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>A list of numbers, for <c>in (...)</c>; SQLite has no array parameters.</summary>
    public static string List(IEnumerable<long> numbers) => string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
