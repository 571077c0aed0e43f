using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Orders.Service.Tests.Http;

public sealed class ListOrdersTests : IAsyncLifetime
{
    private HttpHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await HttpHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_page_has_exactly_these_members()
    {
        await _host.SubmitAsync();

        var page = await _host.GetJsonAsync("/orders");

        page.Names().ShouldBe(["items", "next"]);
        page["next"].ShouldBeNull();
        page["items"]![0]!.Names().ShouldBe(["orderId", "customerId", "status", "version", "total", "submittedAt"]);
        ((string)page["items"]![0]!["submittedAt"]!).ShouldEndWith("Z");
    }

    [Fact]
    public async Task No_orders_make_an_empty_page()
    {
        (await _host.GetJsonAsync("/orders")).ToJsonString().ShouldBe("""{"items":[],"next":null}""");
    }

    [Fact]
    public async Task Pages_show_each_order_once_newest_first_though_new_ones_arrive()
    {
        var submitted = new List<Guid>();
        for (var i = 0; i < 7; i++)
            submitted.Add(await _host.SubmitAsync());

        var seen = new List<Guid>();
        string? next = null;
        var pages = 0;
        do
        {
            var page = await _host.GetJsonAsync($"/orders?limit=3{(next is null ? "" : $"&after={next}")}");
            seen.AddRange(Ids(page));
            next = (string?)page["next"];
            pages++;
            await _host.SubmitAsync();
        }
        while (next is not null);

        submitted.Reverse();
        seen.ShouldBe(submitted);
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task Orders_of_the_same_instant_are_all_shown()
    {
        _host.Clock.Frozen = _host.Clock.GetUtcNow();
        for (var i = 0; i < 5; i++)
            await _host.SubmitAsync();

        var first = await _host.GetJsonAsync("/orders?limit=2");
        var second = await _host.GetJsonAsync($"/orders?limit=3&after={first["next"]}");

        Ids(first).Concat(Ids(second)).Distinct().Count().ShouldBe(5);
        second["next"].ShouldBeNull();
    }

    [Fact]
    public async Task A_status_filters()
    {
        var cancelled = await _host.SubmitAsync();
        await _host.SubmitAsync();
        using var response = await _host.Client.PostAsync($"/orders/{cancelled}/cancel", null, TestContext.Current.CancellationToken);

        Ids(await _host.GetJsonAsync("/orders?status=Cancelled")).ShouldBe([cancelled]);
        ((string)(await _host.GetJsonAsync("/orders?status=Cancelled"))["items"]![0]!["reason"]!).ShouldNotBeNullOrWhiteSpace();
        Ids(await _host.GetJsonAsync("/orders?status=Confirmed")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=99999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("status=", "status")]
    [InlineData("status=confirmed", "status")]
    [InlineData("status=3", "status")]
    [InlineData("status=Submitted,Confirmed", "status")]
    [InlineData("status=Submitted'%20OR%201=1--", "status")]
    [InlineData("after=", "after")]
    [InlineData("after=abc", "after")]
    [InlineData("after=!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "after")]
    [InlineData("after=________________________________", "after")]
    [InlineData("Limit=1", "Limit")]
    [InlineData("offset=10", "offset")]
    public async Task Anything_else_is_refused_naming_the_parameter(string query, string parameter)
    {
        using var response = await _host.Client.GetAsync($"/orders?{query}", TestContext.Current.CancellationToken);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        problem["errors"]!.Names().ShouldBe([parameter]);
    }

    [Theory]
    [InlineData("limit=1")]
    [InlineData("limit=200")]
    [InlineData("status=Submitted&limit=5")]
    public async Task The_limits_themselves_are_allowed(string query)
    {
        using var response = await _host.Client.GetAsync($"/orders?{query}", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<Guid> Ids(JsonNode page) => page["items"]!.AsArray().Select(item => (Guid)item!["orderId"]!);
}
