using System.Net;
using Microsoft.EntityFrameworkCore;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Http;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private HttpHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await HttpHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_same_bytes_get_the_stored_answer_and_order_once()
    {
        using var first = await _host.PostAsync(Bodies.Order(), "key-1");
        using var second = await _host.PostAsync(Bodies.Order(), "key-1");

        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await second.TextAsync()).ShouldBe(await first.TextAsync());
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        (await _host.CountOrdersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Other_bytes_under_the_same_key_are_another_request()
    {
        using var first = await _host.PostAsync(Bodies.Order(), "key-1");
        using var second = await _host.PostAsync(Bodies.Order() + " ", "key-1");

        await second.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity);
        (await _host.CountOrdersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Requests_without_a_key_are_all_new()
    {
        await _host.SubmitAsync();
        await _host.SubmitAsync();

        (await _host.CountOrdersAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_key_is_as_good_as_new_after_24_hours()
    {
        using var first = await _host.PostAsync(Bodies.Order(), "key-1");
        _host.Clock.Offset = TimeSpan.FromHours(23.9);
        using var soon = await _host.PostAsync(Bodies.Order(), "key-1");
        _host.Clock.Offset = TimeSpan.FromHours(24.1);
        using var late = await _host.PostAsync(Bodies.Order("somebody-else"), "key-1");
        using var again = await _host.PostAsync(Bodies.Order("somebody-else"), "key-1");

        soon.Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
        late.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        late.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        again.Headers.Location.ShouldBe(late.Headers.Location);
        (await _host.CountOrdersAsync()).ShouldBe(2);
        (await _host.WithDatabaseAsync(context => context.Set<IdempotencyKeyEntry>().CountAsync(TestContext.Current.CancellationToken))).ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_request_does_not_use_up_its_key()
    {
        using var refused = await _host.PostAsync(Bodies.WithLine(quantity: "0"), "key-1");
        using var corrected = await _host.PostAsync(Bodies.WithLine(quantity: "1"), "key-1");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        corrected.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_failure_leaves_neither_order_nor_key()
    {
        _host.Gate.Failure = new InvalidOperationException("Password=secret");
        using var failed = await _host.PostAsync(Bodies.Order(), "key-1");
        _host.Gate.Failure = null;
        (await _host.CountOrdersAsync()).ShouldBe(0);
        using var repeated = await _host.PostAsync(Bodies.Order(), "key-1");

        (await failed.ShouldBeProblemAsync(HttpStatusCode.InternalServerError)).ToJsonString().ShouldNotContain("secret");
        repeated.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        repeated.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
    }

    [Fact]
    public async Task While_the_first_request_is_in_work_a_second_one_is_told_to_come_back()
    {
        _host.Gate.Close();
        var first = _host.PostAsync(Bodies.Order(), "key-1");
        await _host.Gate.Reached;

        using var second = await _host.PostAsync(Bodies.Order(), "key-1");
        _host.Gate.Open();
        using var finished = await first;
        using var third = await _host.PostAsync(Bodies.Order(), "key-1");

        await second.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        second.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        finished.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        third.Headers.Location.ShouldBe(finished.Headers.Location);
    }

    [Fact]
    public async Task Twenty_at_once_make_one_order()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _host.PostAsync(Bodies.Order(), "key-1")));

        responses.ShouldAllBe(response => response.StatusCode == HttpStatusCode.Accepted || response.StatusCode == HttpStatusCode.Conflict);
        responses.Where(response => response.StatusCode is HttpStatusCode.Accepted)
            .Select(response => response.Headers.Location).Distinct().Count().ShouldBe(1);
        (await _host.CountOrdersAsync()).ShouldBe(1);
        foreach (var response in responses)
            response.Dispose();
    }

    [Theory]
    [InlineData("!", HttpStatusCode.Accepted)]
    [InlineData("~", HttpStatusCode.Accepted)]
    [InlineData("'; DROP TABLE orders; --", HttpStatusCode.BadRequest)]
    [InlineData("two words", HttpStatusCode.BadRequest)]
    [InlineData("tab\there", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("   ", HttpStatusCode.BadRequest)]
    public async Task A_key_is_visible_ascii(string key, HttpStatusCode expected)
    {
        using var response = await _host.PostAsync(Bodies.Order(), key);

        response.StatusCode.ShouldBe(expected);
        if (expected is HttpStatusCode.BadRequest)
            (await response.JsonAsync())["errors"]!.Names().ShouldBe(["Idempotency-Key"]);
    }

    [Theory]
    [InlineData(255, HttpStatusCode.Accepted)]
    [InlineData(256, HttpStatusCode.BadRequest)]
    public async Task A_key_has_at_most_255_characters(int length, HttpStatusCode expected)
    {
        using var response = await _host.PostAsync(Bodies.Order(), new string('k', length));

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Two_keys_in_one_request_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Content = new StringContent(Bodies.Order(), System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", ["key-1", "key-2"] } },
        };

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }
}
