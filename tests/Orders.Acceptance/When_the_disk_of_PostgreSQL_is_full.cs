using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support.Load;

namespace Orders.Acceptance;

public sealed class When_the_disk_of_PostgreSQL_is_full(RealServers installation, ITestOutputHelper output) : IClassFixture<RealServers>
{
    private const int Seed = 53;
    private const int Megabytes = 64;
    private const string MostAttempts = "select coalesce(max(attempts), 0)::bigint from messaging.outbox_message";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_are_refused_with_503_until_there_is_room_and_it_goes_on_by_itself()
    {
        await using var disk = await SmallDisk.CreateAsync(installation.Servers.Postgres, installation.Servers.Database, Megabytes, cancellationToken: Cancelled);
        output.WriteLine(disk.IsReal ? "a disk of its own" : "played by triggers");
        using var load = new OrderLoad(installation.Replicas.Addresses, 40, TimeProvider.System);
        // What is left of pages that were begun takes some orders more.
        var full = new TaskCompletionSource();
        var posting = load.RunAsync(OrderPlan.Make(Seed, 300), index => index < 100 ? Task.CompletedTask : full.Task, Cancelled);
        await Eventually.BecomesTrueAsync(() => load.History.AcceptedSoFar >= 50, Patience, "50 orders were accepted", Cancelled);

        await disk.FillAsync(Cancelled);
        full.SetResult();

        // Every rung of the ladder of redelivery fits into this many refusals of 64 clients that pause up to 1 s.
        await Eventually.BecomesTrueAsync(
            () => load.History.Count(Outcome.Unavailable) >= 500, Patience, "the service had answered 500 requests with 503", Cancelled);
        (await AskAsync(MostAttempts)).ShouldBe(0);
        await disk.FreeAsync(Cancelled);
        await posting;

        load.History.Attempts.Where(attempt => attempt.Outcome is Outcome.Unavailable).ShouldAllBe(attempt => attempt.RetryAfter > TimeSpan.Zero);
        load.History.Count(Outcome.Unknown).ShouldBe(0, "a full disk is no unexpected error");
        load.History.AllComplaints().ShouldBeEmpty();
        await installation.ShouldKeepItsPromisesAsync([.. load.History.Accepted.Keys], Cancelled);
    }

    private async Task<long> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(installation.Servers.Database);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
