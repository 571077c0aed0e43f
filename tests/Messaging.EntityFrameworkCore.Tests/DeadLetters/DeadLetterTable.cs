using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>The dead letters of a database, as rows of named columns, and what else a test asks or does beside the library.</summary>
internal static class DeadLetterTable
{
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> DeadLettersAsync(this SampleHost host) =>
        await host.QueryAsync(async context =>
        {
            var rows = new List<IReadOnlyDictionary<string, object?>>();
            await using var command = await CommandAsync(context, $"select * from {Table(context, "dead_letter")} order by id");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(Enumerable.Range(0, reader.FieldCount)
                    .ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetFieldType(i) == typeof(byte[]) ? reader.GetFieldValue<byte[]>(i) : reader.GetValue(i), StringComparer.Ordinal));
            }

            return rows;
        });

    public static Task<long> OutboxCountAsync(this SampleHost host) =>
        host.QueryAsync(async context =>
        {
            await using var command = await CommandAsync(context, $"select count(*) from {Table(context, "outbox_message")}");
            return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        });

    /// <summary>Changes columns of rows in the outbox; no sender of ours would.</summary>
    public static Task DamageAsync(this SampleHost host, string assignment, string where) =>
        host.QueryAsync(async context =>
        {
            await using var command = await CommandAsync(context, $"update {Table(context, "outbox_message")} set {assignment} where {where}");
            return await command.ExecuteNonQueryAsync();
        });

    public static string Text(this IReadOnlyDictionary<string, object?> row, string column) => row[column]?.ToString() ?? "";

    public static JsonElement Json(this IReadOnlyDictionary<string, object?> row, string column) => JsonDocument.Parse(row.Text(column)).RootElement;

    private static string Table(DbContext context, string name) => context.Database.IsNpgsql() ? $"messaging.{name}" : $"messaging_{name}";

    private static async Task<DbCommand> CommandAsync(DbContext context, string sql)
    {
        await context.Database.OpenConnectionAsync();
        var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
