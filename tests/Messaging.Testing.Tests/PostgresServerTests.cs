using Npgsql;

namespace Messaging.Testing.Tests;

public sealed class PostgresServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_database_is_new_and_empty()
    {
        var server = await TestServers.GetPostgresAsync(Token);
        var first = await server.CreateDatabaseAsync(Token);
        var second = await server.CreateDatabaseAsync(Token);
        await ExecuteAsync(first, "CREATE TABLE only_here (id int)");
        (await ExecuteAsync(first, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'")).ShouldBe(1L);
        (await ExecuteAsync(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_what_was_committed_and_a_stopped_one_too()
    {
        await using var server = await TestServers.StartPostgresAsync(cancellationToken: Token);
        var database = await server.CreateDatabaseAsync(Token);
        await ExecuteAsync(database, "CREATE TABLE kept (id int)");
        await ExecuteAsync(database, "INSERT INTO kept VALUES (1)");

        await server.KillAsync(Token);
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(database, "SELECT 1"));
        await server.StartAsync(Token);
        await ExecuteAsync(database, "INSERT INTO kept VALUES (2)");
        await server.StopAsync(Token);
        await server.StartAsync(Token);

        (await ExecuteAsync(database, "SELECT count(*) FROM kept")).ShouldBe(2L);
    }

    [Fact]
    public async Task A_frozen_server_answers_open_connections_only_when_it_has_thawed()
    {
        await using var server = await TestServers.StartPostgresAsync(cancellationToken: Token);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Token);

        await server.FreezeAsync(Token);
        await using var command = new NpgsqlCommand("SELECT 7", connection);
        var answer = command.ExecuteScalarAsync(Token);
        await Should.ThrowAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromSeconds(1), Token));
        await server.ThawAsync(Token);

        (await answer).ShouldBe(7);
    }

    [Fact]
    public async Task Settings_reach_the_server_and_fsync_is_on()
    {
        await using var server = await TestServers.StartPostgresAsync(new ServerSettings { ["deadlock_timeout"] = "123ms" }, Token);
        (await ExecuteAsync(server.ConnectionString, "SHOW deadlock_timeout")).ShouldBe("123ms");
        (await ExecuteAsync(server.ConnectionString, "SHOW fsync")).ShouldBe("on");
    }

    [Fact]
    public async Task A_server_that_can_not_start_says_why_at_once()
    {
        var error = await Should.ThrowAsync<ServerUnavailableException>(() =>
            TestServers.StartPostgresAsync(new ServerSettings { ["no_such_setting"] = "1" }, Token));
        error.Message.ShouldContain("unrecognized configuration parameter \"no_such_setting\"");
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
