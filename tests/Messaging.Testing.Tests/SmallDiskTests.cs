using Npgsql;

namespace Messaging.Testing.Tests;

/// <summary>A disk that is full is full alike, whether it is one or is played.</summary>
public sealed class SmallDiskTests
{
    private const int Megabytes = 32;
    private const string Insert = "insert into orders (part, text) select n % 2, 'a row of several' from generate_series(1, 10000) n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_disk_of_the_tables_is_full_rows_are_refused_with_53100_and_when_it_has_room_they_pass(bool standIn)
    {
        await using var server = await TestServers.StartPostgresAsync(cancellationToken: Token);
        var database = await server.CreateDatabaseAsync(Token);
        await PostgresServer.RunAsync(
            database,
            """
            create table orders (part int, text text) partition by list (part);
            create table orders_0 partition of orders for values in (0);
            create table orders_1 partition of orders for values in (1);
            create table plain (id int primary key)
            """,
            Token);
        await using var disk = await SmallDisk.CreateAsync(server, database, Megabytes, standIn, Token);
        if (standIn)
            disk.IsReal.ShouldBeFalse();
        await PostgresServer.RunAsync(database, Insert, Token);

        await disk.FillAsync(Token);
        for (var time = 0; time < 2; time++)
        {
            (await Should.ThrowAsync<PostgresException>(() => PostgresServer.RunAsync(database, Insert, Token))).SqlState.ShouldBe(PostgresErrorCodes.DiskFull);
            (await Should.ThrowAsync<PostgresException>(() => PostgresServer.RunAsync(database, "insert into plain select generate_series(1, 10000)", Token)))
                .SqlState.ShouldBe(PostgresErrorCodes.DiskFull);
        }

        await PostgresServer.RunAsync(database, "select count(*) from orders", Token);
        await disk.FreeAsync(Token);
        await PostgresServer.RunAsync(database, $"{Insert}; insert into plain select generate_series(1, 10000)", Token);
        // Behind its server.
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_disk_of_the_log_is_full_the_server_ends_and_comes_back_with_room_and_with_what_was_committed(bool standIn)
    {
        await using var server = await TestServers.StartPostgresAsync(cancellationToken: Token);
        await using var disk = await SmallWalDisk.CreateAsync(server, 2 * Megabytes, standIn, Token);
        if (standIn)
            disk.IsReal.ShouldBeFalse();
        await PostgresServer.RunAsync(server.ConnectionString, "create table kept (id int primary key); insert into kept values (1)", Token);

        await disk.FillAsync(Token);
        await Should.ThrowAsync<NpgsqlException>(() => PostgresServer.RunAsync(server.ConnectionString, "select 1", Token));
        if (disk.IsReal)
            await Should.ThrowAsync<ServerUnavailableException>(() => server.StartAsync(Token));
        disk.Free();
        await server.StartAsync(Token);

        await PostgresServer.RunAsync(server.ConnectionString, "insert into kept values (2); delete from kept where id = 1", Token);
        (await Should.ThrowAsync<PostgresException>(() => PostgresServer.RunAsync(server.ConnectionString, "insert into kept values (2)", Token)))
            .SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        await server.DisposeAsync();
    }
}
