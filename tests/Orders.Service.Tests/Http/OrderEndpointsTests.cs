using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Orders.Contracts;
using Orders.Service.Domain;

namespace Orders.Service.Tests.Http;

public sealed partial class OrderEndpointsTests : IAsyncLifetime
{
    private HttpHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await HttpHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_order_is_shown_with_exactly_these_members()
    {
        var id = await _host.SubmitAsync();

        var order = await _host.GetJsonAsync($"/orders/{id}");

        order.Names().ShouldBe(["orderId", "customerId", "status", "version", "total", "lines", "history"]);
        ((string)order["orderId"]!).ShouldBe(id.ToString());
        ((string)order["status"]!).ShouldBe("Submitted");
        ((decimal)order["total"]!).ShouldBe(39.80m);
        order["lines"]![0]!.Names().ShouldBe(["sku", "quantity", "unitPrice"]);
        order["history"]![0]!.Names().ShouldBe(["version", "status", "at"]);
        UtcTime().IsMatch((string)order["history"]![0]!["at"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_reason_is_shown_when_there_is_one()
    {
        var id = await _host.SubmitAsync();
        await ChangeAsync(id, (order, at) => order.Reject("No stock.", at));

        var order = await _host.GetJsonAsync($"/orders/{id}");

        ((string)order["reason"]!).ShouldBe("No stock.");
        order["history"]!.AsArray().Select(entry => $"{entry!["version"]} {entry["status"]}").ShouldBe(["1 Submitted", "2 Rejected"]);
    }

    [Theory]
    [InlineData("GET", "/orders/01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10")]
    [InlineData("GET", "/orders/not-an-id")]
    [InlineData("POST", "/orders/01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10/cancel")]
    [InlineData("POST", "/orders/not-an-id/cancel")]
    [InlineData("GET", "/nowhere")]
    public async Task What_is_not_there_is_404(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_405()
    {
        using var response = await _host.Client.DeleteAsync("/orders", TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task An_open_order_can_be_cancelled_again_and_again()
    {
        var id = await _host.SubmitAsync();

        using var first = await CancelAsync(id);
        using var second = await CancelAsync(id);

        foreach (var response in new[] { first, second })
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            (await response.TextAsync()).ShouldBe($$"""{"orderId":"{{id}}","status":"Cancelled"}""");
        }

        ((int)(await _host.GetJsonAsync($"/orders/{id}"))["version"]!).ShouldBe(2);
    }

    [Theory]
    [InlineData(OrderStatus.Confirmed)]
    [InlineData(OrderStatus.Rejected)]
    public async Task An_order_that_ended_otherwise_can_not_be_cancelled(OrderStatus status)
    {
        var id = await _host.SubmitAsync();
        await ChangeAsync(id, (order, at) =>
        {
            if (status is OrderStatus.Rejected)
            {
                order.Reject("No stock.", at);
                return;
            }

            order.ReserveStock(at);
            order.RequestPayment(at);
            order.Confirm(at);
        });

        using var response = await CancelAsync(id);

        (await response.ShouldBeProblemAsync(HttpStatusCode.Conflict)).ToJsonString().ShouldContain(status.ToString());
        ((string)(await _host.GetJsonAsync($"/orders/{id}"))["status"]!).ShouldBe(status.ToString());
    }

    private Task<HttpResponseMessage> CancelAsync(Guid id) =>
        _host.Client.PostAsync($"/orders/{id}/cancel", null, TestContext.Current.CancellationToken);

    private Task<int> ChangeAsync(Guid id, Action<Order, DateTimeOffset> change) => _host.WithDatabaseAsync(async context =>
    {
        var order = await context.Orders.SingleAsync(order => order.Id == id, TestContext.Current.CancellationToken);
        change(order, _host.Clock.GetUtcNow());
        return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UtcTime();
}
