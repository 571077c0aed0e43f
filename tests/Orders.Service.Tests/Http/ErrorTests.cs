using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Orders.Service.Tests.Http;

public sealed class ErrorTests : IAsyncLifetime
{
    private HttpHost _host = null!;

    public static TheoryData<string> OutageNames => [.. Outages.Keys];

    private static Dictionary<string, Exception> Outages { get; } = new(StringComparer.Ordinal)
    {
        ["connection refused"] = new NpgsqlException("Failed to connect to db:5432", new SocketException()),
        ["a time-out"] = new NpgsqlException("Exception while reading", new TimeoutException()),
        ["no connection left in the pool"] = new NpgsqlException("The connection pool has been exhausted"),
        ["wrapped by a query"] = new InvalidOperationException("likely transient", new NpgsqlException("reset", new IOException())),
        ["wrapped by SaveChanges"] = new DbUpdateException("could not save", Postgres(PostgresErrorCodes.DiskFull)),
        ["shut down by an administrator"] = Postgres(PostgresErrorCodes.AdminShutdown),
        ["crashed"] = Postgres(PostgresErrorCodes.CrashShutdown),
        ["starting up"] = Postgres(PostgresErrorCodes.CannotConnectNow),
        ["too many connections"] = Postgres(PostgresErrorCodes.TooManyConnections),
        ["out of memory"] = Postgres(PostgresErrorCodes.OutOfMemory),
        ["read-only"] = Postgres(PostgresErrorCodes.ReadOnlySqlTransaction),
        ["wrong password"] = Postgres(PostgresErrorCodes.InvalidPassword),
        ["a deadlock"] = Postgres(PostgresErrorCodes.DeadlockDetected),
        ["SQLite busy"] = new SqliteException("database is locked", 5),
        ["SQLite locked"] = new DbUpdateException("could not save", new SqliteException("table is locked", 6)),
        ["SQLite full"] = new SqliteException("disk is full", 13),
        ["SQLite read-only"] = new SqliteException("read-only", 8),
        ["a concurrent change"] = new DbUpdateConcurrencyException("0 rows"),
    };

    public async ValueTask InitializeAsync() => _host = await HttpHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(OutageNames))]
    public async Task A_database_that_is_away_asks_the_caller_to_come_back(string name)
    {
        _host.Gate.Failure = Outages[name];

        using var response = await _host.PostAsync(Bodies.Order());

        await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_mistake_of_ours_is_500_and_says_nothing()
    {
        _host.Gate.Failure = new InvalidOperationException("Host=db;Password=secret");

        using var response = await _host.PostAsync(Bodies.Order());

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
        problem.ToJsonString().ShouldNotContain("secret");
        response.Headers.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task A_violated_constraint_is_a_mistake_of_ours()
    {
        _host.Gate.Failure = new DbUpdateException("could not save", Postgres(PostgresErrorCodes.UniqueViolation));

        using var response = await _host.PostAsync(Bodies.Order());

        await response.ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("image/png")]
    public async Task A_problem_comes_whatever_the_caller_accepts(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders/not-an-id") { Headers = { { "Accept", accept } } };

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_caller_that_leaves_is_no_error_and_leaves_no_row()
    {
        _host.Gate.Close();
        using var impatient = new CancellationTokenSource();
        using var content = new StringContent(Bodies.Order(), System.Text.Encoding.UTF8, "application/json");
        var request = _host.Client.PostAsync("/orders", content, impatient.Token);
        await _host.Gate.Reached;

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => request);
        _host.Gate.Failure = new OperationCanceledException();
        _host.Gate.Open();

        (await _host.CountOrdersAsync()).ShouldBe(0);
    }

    private static PostgresException Postgres(string sqlState) => new("FATAL: for user 'orders'", "FATAL", "FATAL", sqlState);
}
