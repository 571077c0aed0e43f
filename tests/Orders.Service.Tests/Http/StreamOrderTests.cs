using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orders.Service.Domain;
using Orders.Service.Http.Streaming;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Http;

public sealed class StreamOrderTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly QueryCounter _queries = new();
    private HttpHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await StartAsync(_ => { });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_change_is_an_event_and_the_last_one_ends_the_answer()
    {
        var id = await _host.SubmitAsync();
        using var stream = await OpenAsync(id);
        stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");

        (await stream.NextAsync()).ShouldSatisfyAllConditions(
            first => first.Event.ShouldBe("status"),
            first => first.Id.ShouldBe("1"),
            first => first.Data.Names().ShouldBe(["orderId", "version", "status", "at"]),
            first => ((Guid)first.Data["orderId"]!).ShouldBe(id),
            first => ((int)first.Data["version"]!).ShouldBe(1),
            first => ((string)first.Data["status"]!).ShouldBe("Submitted"),
            first => ((string)first.Data["at"]!).ShouldEndWith("Z"));
        await ChangeAsync(id, (order, at) => order.ReserveStock(at));
        (await stream.NextAsync()).Id.ShouldBe("2");
        await ChangeAsync(id, (order, at) => order.RequestPayment(at));
        (await stream.NextAsync()).Id.ShouldBe("3");
        await ChangeAsync(id, (order, at) => order.Confirm(at));
        ((string)(await stream.NextAsync()).Data["status"]!).ShouldBe("Confirmed");

        (await stream.LineAsync()).ShouldBeNull("the answer has ended");
    }

    [Fact]
    public async Task It_goes_on_after_the_last_event_that_was_seen()
    {
        var id = await _host.SubmitAsync();
        await ChangeAsync(id, (order, at) => order.ReserveStock(at));
        await ChangeAsync(id, (order, at) => order.Cancel("No.", at));
        using var stream = await OpenAsync(id, lastEventId: "1");

        (await stream.NextAsync()).Id.ShouldBe("2");
        (await stream.NextAsync()).Id.ShouldBe("3");
        (await stream.LineAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Who_has_seen_the_end_is_told_not_to_come_back()
    {
        var id = await _host.SubmitAsync();
        await ChangeAsync(id, (order, at) => order.Reject("No stock.", at));

        using var stream = await OpenAsync(id, lastEventId: "2");

        stream.Response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task An_id_that_is_no_version_begins_from_the_first(string lastEventId)
    {
        var id = await _host.SubmitAsync();

        using var stream = await OpenAsync(id, lastEventId);

        (await stream.NextAsync()).Id.ShouldBe("1");
    }

    [Fact]
    public async Task An_order_that_is_not_there_is_404()
    {
        using var response = await _host.Client.GetAsync($"/orders/{Guid.NewGuid()}/stream", Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        _host.Services.GetRequiredService<OrderWatch>().HasReaders.ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_made_by_another_process_is_found_by_looking()
    {
        await using var host = await StartAsync(stream => stream.PollInterval = TimeSpan.FromMilliseconds(100));
        var id = await host.SubmitAsync();
        using var stream = await SseReader.OpenAsync(host.Client, id, null, Token);
        await stream.NextAsync();

        // By statements of SQL, as of somebody else: nothing in this process hears of it.
        await host.WithDatabaseAsync(context => context.Database.ExecuteSqlAsync(
            $"INSERT INTO order_history (order_id, version, status, at) SELECT order_id, 2, 'Cancelled', at FROM order_history WHERE order_id = {id}", Token));

        (await stream.NextAsync()).Id.ShouldBe("2");
    }

    [Fact]
    public async Task A_comment_comes_while_nothing_happens()
    {
        await using var host = await StartAsync(stream => stream.CommentInterval = TimeSpan.FromMilliseconds(50));
        using var stream = await SseReader.OpenAsync(host.Client, await host.SubmitAsync(), null, Token);
        await stream.NextAsync();

        (await stream.LineAsync()).ShouldBe(":");
        (await stream.LineAsync()).ShouldBe("");
        (await stream.LineAsync()).ShouldBe(":");
        new OrderStreamOptions().CommentInterval.ShouldBe(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Fifty_readers_cost_no_more_queries_than_one()
    {
        var id = await _host.SubmitAsync();
        using var first = await OpenAsync(id);
        await first.NextAsync();
        var before = _queries.Count;

        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpenAsync(id)));
        await Task.WhenAll(others.Select(other => other.NextAsync()));
        (_queries.Count - before).ShouldBe(0);

        await ChangeAsync(id, (order, at) => order.Reject("No stock.", at));
        await Task.WhenAll(others.Select(other => other.NextAsync()));
        // One to load the order for its change, one to tell all of them.
        (_queries.Count - before).ShouldBe(2);
        foreach (var other in others)
            other.Dispose();
    }

    [Fact]
    public async Task A_reader_that_leaves_is_forgotten()
    {
        var id = await _host.SubmitAsync();
        var watch = _host.Services.GetRequiredService<OrderWatch>();
        using (var stream = await OpenAsync(id))
        {
            await stream.NextAsync();
            watch.HasReaders.ShouldBeTrue();
        }

        await Messaging.Testing.Eventually.BecomesTrueAsync(() => !watch.HasReaders, Soon, "the reader was forgotten", Token);
    }

    [Fact]
    public async Task A_service_that_stops_ends_the_answer()
    {
        using var stream = await OpenAsync(await _host.SubmitAsync());
        await stream.NextAsync();

        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await stream.LineAsync()).ShouldBeNull();
    }

    // The interval is so long that only what this process tells itself can be in time.
    private Task<HttpHost> StartAsync(Action<OrderStreamOptions> configure) => HttpHost.StartAsync(services =>
    {
        services.Configure<OrderStreamOptions>(stream => stream.PollInterval = TimeSpan.FromMinutes(1));
        services.Configure(configure);
        services.ConfigureDbContext<SqliteOrdersDbContext>(options => options.AddInterceptors(_queries));
    });

    private Task<SseReader> OpenAsync(Guid id, string? lastEventId = null) => SseReader.OpenAsync(_host.Client, id, lastEventId, Token);

    private Task<int> ChangeAsync(Guid id, Action<Order, DateTimeOffset> change) => _host.WithDatabaseAsync(async context =>
    {
        var order = await context.Orders.SingleAsync(order => order.Id == id, Token);
        change(order, _host.Clock.GetUtcNow());
        return await context.SaveChangesAsync(Token);
    });

    private sealed class QueryCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count => _count;

        public override ValueTask<System.Data.Common.DbDataReader> ReaderExecutedAsync(
            System.Data.Common.DbCommand command, CommandExecutedEventData eventData, System.Data.Common.DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (eventData.CommandSource is CommandSource.LinqQuery)
                Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }
    }
}
