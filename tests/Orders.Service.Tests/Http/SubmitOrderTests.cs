using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Orders.Service.Tests.Http;

public sealed class SubmitOrderTests(HttpHostFixture fixture) : IClassFixture<HttpHostFixture>
{
    private readonly HttpHost _host = fixture.Host;

    public static TheoryData<string> BadBodyNames => [.. BadBodies.All.Keys];

    [Fact]
    public async Task A_good_order_is_accepted_with_its_location()
    {
        using var response = await _host.PostAsync(Bodies.Order());

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        var answer = await response.JsonAsync();
        answer.Select(member => member.Key).ShouldBe(["orderId", "status"]);
        ((string)answer["status"]!).ShouldBe("Submitted");
        var id = (string)answer["orderId"]!;
        Guid.ParseExact(id, "D").Version.ShouldBe(7);
        id.ShouldBe(id.ToLowerInvariant());
        response.Headers.Location!.ToString().ShouldBe($"/orders/{id}");
        response.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(BadBodyNames))]
    public async Task A_bad_body_is_refused_naming_the_field_and_leaves_no_row(string name)
    {
        var (body, field) = BadBodies.All[name];
        var orders = await _host.CountOrdersAsync();

        using var response = await _host.PostAsync(body, key: "some-key");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.JsonAsync();
        problem["errors"]!.AsObject().Select(error => error.Key).ShouldContain(field);
        (await _host.CountOrdersAsync()).ShouldBe(orders);
    }

    [Fact]
    public async Task Everything_wrong_is_reported_at_once()
    {
        using var response = await _host.PostAsync(
            """{"customerId":7,"lines":[{"sku":"","quantity":0,"unitPrice":-1},{"sku":"A","quantity":1,"unitPrice":1},{"sku":"A","quantity":"1"}],"x":1}""");

        var errors = (await response.JsonAsync())["errors"]!.AsObject();
        errors.Select(error => error.Key).ShouldBe(
            ["customerId", "lines[0].sku", "lines[0].quantity", "lines[0].unitPrice", "lines[2].quantity", "lines[2].unitPrice", "x"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Thousands_of_mistakes_get_a_short_answer()
    {
        var members = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"m{i}\":1"));

        using var response = await _host.PostAsync($"{{{members}}}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length.ShouldBeLessThan(8_000);
    }

    [Theory]
    [InlineData("\"\\ud83d\\ude00\"")]
    [InlineData("\"日本語\"")]
    [InlineData("\"'; DROP TABLE orders; --\"")]
    [InlineData("\"<script>alert(1)</script>\"")]
    public async Task Unusual_but_valid_text_comes_back_as_it_was_sent(string customerId)
    {
        using var response = await _host.PostAsync(Bodies.WithCustomer(customerId));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var order = await _host.GetJsonAsync(response.Headers.Location!.ToString());
        ((string)order["customerId"]!).ShouldBe((string)JsonNode.Parse(customerId)!);
    }

    [Fact]
    public async Task Characters_are_counted_as_people_do()
    {
        using var response = await _host.PostAsync(Bodies.Order(string.Concat(Enumerable.Repeat("😀", 64))));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("1", "0")]
    [InlineData("10000", "1000000")]
    [InlineData("1", "1000000.00")]
    [InlineData("1", "0.010")]
    [InlineData("1", "1E+2")]
    [InlineData("1", "-0")]
    public async Task The_limits_themselves_are_allowed(string quantity, string unitPrice)
    {
        using var response = await _host.PostAsync(Bodies.WithLine(quantity: quantity, unitPrice: unitPrice));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_hundred_lines_of_one_sku_are_summed()
    {
        var lines = string.Join(',', Enumerable.Repeat("""{"sku":"A","quantity":10000,"unitPrice":1000000}""", 100));

        using var response = await _host.PostAsync(Bodies.WithLines($"[{lines}]"));

        var order = await _host.GetJsonAsync(response.Headers.Location!.ToString());
        order["lines"]!.AsArray().Count.ShouldBe(1);
        ((int)order["lines"]![0]!["quantity"]!).ShouldBe(1_000_000);
        ((decimal)order["total"]!).ShouldBe(1_000_000_000_000m);
    }

    [Theory]
    [InlineData(65_535, HttpStatusCode.Accepted)]
    [InlineData(65_536, HttpStatusCode.Accepted)]
    [InlineData(65_537, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(1_000_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_have_64_KiB_and_not_one_byte_more(int bytes, HttpStatusCode expected)
    {
        using var response = await _host.PostAsync(Bodies.OfLength(bytes));

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_huge_body_is_refused_before_it_is_sent()
    {
        using var content = new StreamContent(new MemoryStream(Bodies.OfLength(50_000_000)));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = content, Headers = { ExpectContinue = true } };

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData(65_536, HttpStatusCode.Accepted)]
    [InlineData(65_537, HttpStatusCode.RequestEntityTooLarge)]
    public async Task The_limit_holds_without_a_content_length(int bytes, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Content = new ByteArrayContent(Bodies.OfLength(bytes)),
            Headers = { TransferEncodingChunked = true },
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(expected);
        if (expected is HttpStatusCode.RequestEntityTooLarge)
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.Accepted)]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.Accepted)]
    [InlineData("Application/JSON; charset=\"UTF-8\"", HttpStatusCode.Accepted)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=iso-8859-1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/xml", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("nonsense", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("", HttpStatusCode.UnsupportedMediaType)]
    public async Task Only_json_in_utf_8_is_taken(string contentType, HttpStatusCode expected)
    {
        using var response = await _host.PostAsync(Encoding.UTF8.GetBytes(Bodies.Order()), contentType: contentType);

        response.StatusCode.ShouldBe(expected);
        if (expected is HttpStatusCode.UnsupportedMediaType)
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task Compressed_bodies_are_refused(string encoding)
    {
        using var content = new StringContent(Bodies.Order(), Encoding.UTF8, "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var response = await _host.Client.PostAsync("/orders", content, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }
}
