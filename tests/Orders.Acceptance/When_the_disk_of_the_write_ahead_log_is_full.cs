using System.Net;
using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;
using Orders.Acceptance.Support.Load;

namespace Orders.Acceptance;

public sealed class When_the_disk_of_the_write_ahead_log_is_full(When_the_disk_of_the_write_ahead_log_is_full.SmallLog installation, ITestOutputHelper output)
    : IClassFixture<When_the_disk_of_the_write_ahead_log_is_full.SmallLog>
{
    private const int Seed = 28;
    private const int Megabytes = 96;
    private const string MostAttempts = "select coalesce(max(attempts), 0)::bigint from messaging.outbox_message";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSQL_ends_and_orders_are_refused_with_503_until_it_is_started_with_room_and_nothing_accepted_is_lost()
    {
        output.WriteLine(installation.Disk.IsReal ? "a disk of its own" : "played by a crash");
        using var load = new OrderLoad(installation.Replicas.Addresses, 40, TimeProvider.System);
        // Those that are in work when it happens, and those that come after it.
        var full = new TaskCompletionSource();
        var posting = load.RunAsync(OrderPlan.Make(Seed, 200), index => index < 100 ? Task.CompletedTask : full.Task, Cancelled);
        await Eventually.BecomesTrueAsync(() => load.History.AcceptedSoFar >= 50, Patience, "50 orders were accepted", Cancelled);

        await installation.Disk.FillAsync(Cancelled);
        full.SetResult();

        // The immediate retries and every rung of the ladder of redelivery fit into this many refusals of 64 clients that pause up to 1 s.
        await Eventually.BecomesTrueAsync(
            () => load.History.Count(Outcome.Unavailable) >= 500, Patience, "the service had answered 500 requests with 503", Cancelled);
        using (var refused = await installation.Orders.SendAsync("widget", 1, 1m, Cancelled))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        }

        var postgres = installation.Servers.Postgres;
        if (installation.Disk.IsReal)
        {
            (await Should.ThrowAsync<ServerUnavailableException>(() => postgres.StartAsync(Cancelled))).Message.ShouldContain("No space left on device");
            (await File.ReadAllTextAsync(Path.Combine(postgres.DataFolder!, "server.log"), Cancelled)).ShouldContain("PANIC:  could not write to file \"pg_wal/");
        }

        installation.Disk.Free();
        await postgres.StartAsync(Cancelled);

        (await AskAsync(MostAttempts)).ShouldBe(0);
        await posting;
        load.History.Attempts.Where(attempt => attempt.Outcome is Outcome.Unavailable).ShouldAllBe(attempt => attempt.RetryAfter > TimeSpan.Zero);
        load.History.Count(Outcome.Unknown).ShouldBe(0, "a database that is away is no unexpected error");
        load.History.AllComplaints().ShouldBeEmpty();
        await installation.ShouldKeepItsPromisesAsync([.. load.History.Accepted.Keys], Cancelled);
    }

    private async Task<long> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(installation.Servers.Database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    /// <summary>The service on servers of which PostgreSQL has a small disk for its log.</summary>
    public sealed class SmallLog : InstallationFixture
    {
        private Servers? _servers;
        private SmallWalDisk? _disk;

        public Servers Servers => _servers ?? throw new InvalidOperationException("Not started.");

        public SmallWalDisk Disk => _disk ?? throw new InvalidOperationException("Not started.");

        protected override async Task<ServiceSettings> StartServersAsync()
        {
            _servers = await Servers.StartAsync(CancellationToken.None);
            _disk = await SmallWalDisk.CreateAsync(_servers.Postgres, Megabytes);
            return _servers.Settings(BuiltService.Dll, BuiltService.NewLogFolder());
        }

        protected override async Task StopServersAsync()
        {
            if (_servers is not null)
                await _servers.DisposeAsync();
            if (_disk is not null)
                await _disk.DisposeAsync();
        }
    }
}
