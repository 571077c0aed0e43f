using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orders.Service.Tests.Http;

public sealed partial class OpenApiTests : IAsyncLifetime
{
    private HttpHost _host = null!;
    private JsonNode _document = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HttpHost.StartAsync();
        _document = await _host.GetJsonAsync("/openapi/v1.json");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void The_document_is_of_version_3_1() => ((string)_document["openapi"]!).ShouldStartWith("3.1");

    [Fact]
    public void Every_endpoint_is_listed()
    {
        var operations = _document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key} {path.Key}"));

        operations.ShouldBe(["post /orders", "get /orders", "get /orders/{id}", "get /orders/{id}/stream", "post /orders/{id}/cancel"], ignoreOrder: true);
    }

    [Fact]
    public void A_submission_is_described_though_its_body_is_read_by_hand()
    {
        var submit = _document["paths"]!["/orders"]!["post"]!;

        submit["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!).ShouldBe(["Idempotency-Key"]);
        submit["responses"]!.Names().ShouldBe(["202", "400", "409", "413", "415", "422", "503"], ignoreOrder: true);
        var body = submit["requestBody"]!["content"]!["application/json"]!;
        body["example"]!["customerId"].ShouldNotBeNull();
        var request = Schema("SubmitOrderRequest");
        request["required"]!.AsArray().Select(name => (string)name!).ShouldBe(["customerId", "lines"]);
        ((int)request["properties"]!["customerId"]!["maxLength"]!).ShouldBe(64);
        ((int)request["properties"]!["lines"]!["maxItems"]!).ShouldBe(100);
        var line = Schema("SubmitOrderLine")["properties"]!;
        ((string)line["quantity"]!["type"]!).ShouldBe("integer");
        ((int)line["quantity"]!["maximum"]!).ShouldBe(10_000);
        ((string)line["unitPrice"]!["type"]!).ShouldBe("number");
    }

    [Fact]
    public void A_list_is_described_with_its_parameters()
    {
        var list = _document["paths"]!["/orders"]!["get"]!;

        list["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!).ShouldBe(["status", "limit", "after"]);
        list["responses"]!["200"]!["content"]!["application/json"]!["example"].ShouldNotBeNull();
    }

    [Fact]
    public void A_stream_is_described_with_its_events()
    {
        var stream = _document["paths"]!["/orders/{id}/stream"]!["get"]!;

        stream["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!).ShouldBe(["id", "Last-Event-ID"]);
        stream["responses"]!["200"]!["content"]!.Names().ShouldBe(["text/event-stream"]);
        stream["responses"]!.Names().ShouldBe(["200", "204", "404", "503"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_page_for_people_needs_nothing_from_the_internet()
    {
        using var response = await _host.Client.GetAsync("/scalar", TestContext.Current.CancellationToken);
        var page = await response.TextAsync();

        page.ShouldContain("openapi/v1.json");
        var scripts = Script().Matches(page).Select(match => match.Groups["address"].Value).ToList();
        scripts.ShouldNotBeEmpty();
        foreach (var script in scripts)
        {
            script.ShouldNotContain("//");
            var address = new Uri(response.RequestMessage!.RequestUri!, script);
            (await _host.Client.GetStringAsync(address, TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Statuses_are_words() =>
        Schema("OrderStatus")["enum"]!.AsArray().Select(name => (string)name!)
            .ShouldBe(["Submitted", "StockReserved", "PaymentPending", "Confirmed", "Rejected", "Cancelled"]);

    [GeneratedRegex("<script[^>]*src=\"(?<address>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Script();

    private JsonNode Schema(string name) => _document["components"]!["schemas"]![name]!;
}
