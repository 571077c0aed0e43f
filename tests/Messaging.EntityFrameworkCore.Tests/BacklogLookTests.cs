using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What a look into the outbox costs must depend on what it takes, not on what waits.</summary>
public sealed class BacklogLookTests
{
    private const int Waiting = 20_000;
    private const int Taken = 100;

    // Those of the rows, of the index, and some to spare; all that waits lies in about a thousand.
    private const int MostBlocks = 60;

    private const string Look = "select count(*) from messaging.look_into_outbox(-1, '{[1,50]}', '{}', @most, 0)";
    private const string First = "select messaging.first_ready_in_outbox(0)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Look)]
    [InlineData(First)]
    public async Task A_look_into_a_backlog_reads_no_more_than_it_takes_though_the_planner_believes_the_table_empty(string look)
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct), configure: options => options.RunRelay = false);
        await using var connection = new NpgsqlConnection(database.Direct);
        await connection.OpenAsync(Token);
        await using (var believe = new NpgsqlCommand("alter table messaging.outbox_message set (autovacuum_enabled = false); analyze messaging.outbox_message", connection))
            await believe.ExecuteNonQueryAsync(Token);
        await database.FillOutboxAsync(Waiting, keys: 0);

        // The first ones of a session read the catalogue, too.
        for (var i = 0; i < 3; i++)
            await AskAsync(connection, look);
        var blocks = await BlocksAsync(connection, look);

        blocks.ShouldBeInRange(1, MostBlocks);
    }

    private static async Task<long> BlocksAsync(NpgsqlConnection connection, string query)
    {
        using var explained = JsonDocument.Parse((string)(await AskAsync(connection, $"explain (analyze, buffers, format json) {query}"))!);
        var plan = explained.RootElement[0].GetProperty("Plan");
        return plan.GetProperty("Shared Hit Blocks").GetInt64() + plan.GetProperty("Shared Read Blocks").GetInt64();
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql.Replace("@most", $"{Taken}", StringComparison.Ordinal), connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
