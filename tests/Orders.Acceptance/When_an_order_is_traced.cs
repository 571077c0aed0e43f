using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;
using Orders.Acceptance.Support.Telemetry;
using Orders.Acceptance.Telemetry;
using RabbitMQ.Client;

namespace Orders.Acceptance;

public sealed class When_an_order_is_traced(TracedServers installation, ITestOutputHelper output) : IClassFixture<TracedServers>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>From the request to the announcement of the order's end, each below the one before, with others in between.</summary>
    private static readonly string[] Way =
    [
        "POST /orders", "create Orders.Contracts:OrderSubmitted", "outbox deliver", "send Orders.Contracts:OrderSubmitted", "receive order-state", "process order-state",
        "create reserve-stock", "outbox deliver", "send reserve-stock", "receive reserve-stock", "process reserve-stock",
        "create Orders.Contracts:StockReserved", "outbox deliver", "send Orders.Contracts:StockReserved", "receive order-state", "process order-state",
        "create request-payment", "outbox deliver", "send request-payment", "receive request-payment", "process request-payment",
        "outbox deliver", "send payments.events", "receive payments.events", "process payments.events",
        "create Orders.Contracts:PaymentCaptured", "outbox deliver", "send Orders.Contracts:PaymentCaptured", "receive order-state", "process order-state",
        "outbox deliver", "send orders.events",
    ];

    // Of nobody else, so that it can be looked for in everything that the service tells.
    private readonly string _customerId = $"customer-{Guid.NewGuid():N}";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_is_in_the_one_trace_of_the_request()
    {
        var customer = NewCaller();

        var id = await PostAsync(customer);
        (await installation.Orders.WaitForEndAsync(id, Limit, Cancelled)).Status.ShouldBe("Confirmed");

        ShouldBeOneTree(await TraceOfAsync(customer), customer);
        installation.Telemetry.Spans.ShouldAllBe(span => span.Service == "orders");
        foreach (var instrument in new[] { "http.server.request.duration", "dotnet.gc.collections", "messaging.masstransit.consume", "messaging.outbox.sent", "orders.ended" })
            await Eventually.BecomesTrueAsync(() => installation.Telemetry.Metrics.Contains(instrument), Limit, $"{instrument} came", Cancelled);
        installation.Telemetry.Logs.ShouldContain(line => line.TraceId == customer.TraceId.ToHexString());
    }

    [Fact]
    public async Task Its_spans_are_those_of_the_table_in_the_documentation()
    {
        var table = SpanTable.Read();
        var customer = NewCaller();
        await installation.Orders.WaitForEndAsync(await PostAsync(customer), Limit, Cancelled);

        var spans = (await TraceOfAsync(customer)).Spans.Where(span => span.Source is not ("Npgsql" or "Microsoft.AspNetCore" or "System.Net.Http")).ToList();

        spans.Select(table.Deviation).Where(deviation => deviation is not null).Distinct().ShouldBeEmpty();
        table.Rows.Where(row => !spans.Exists(row.Names)).Select(row => row.Name).ShouldBeEmpty("rows of which the order has no span");
    }

    [Fact]
    public async Task A_redelivery_belongs_to_it()
    {
        var redelivered = false;
        for (var i = 0; i < 20 && !redelivered; i++)
        {
            var customer = NewCaller();
            var id = await PostAsync(customer);
            (await installation.Orders.WaitForEndAsync(id, Limit, Cancelled)).Status.ShouldBe("Confirmed");
            var trace = await TraceOfAsync(customer);
            ShouldBeOneTree(trace, customer);
            redelivered = trace.Spans.Count(span => span.Name == "receive request-payment") > 1;
        }

        redelivered.ShouldBeTrue("the provider fails so often that one of twenty orders asks it again");
    }

    [Fact]
    public async Task A_restart_in_the_middle_does_not_break_it()
    {
        var customer = NewCaller();
        var id = await PostAsync(customer);
        await Eventually.BecomesTrueAsync(
            async () => (await installation.Orders.GetAsync(id, Cancelled)).Status is "PaymentPending", Limit, "the payment was asked for", Cancelled);

        await installation.Service.StopAsync(Cancelled);
        await installation.Service.StartAndWaitAsync(Limit, Cancelled);
        (await installation.Orders.WaitForEndAsync(id, Limit, Cancelled)).Status.ShouldBe("Confirmed");

        var trace = await TraceOfAsync(customer);
        ShouldBeOneTree(trace, customer);
        var processes = trace.Spans.Select(span => span.Instance).Distinct().ToList();
        processes.Count.ShouldBe(2);
        Announcement(trace).Instance.ShouldBe(processes[1], "its end was announced by the process that was started anew");
    }

    [Fact]
    public async Task Whose_order_it_is_and_what_it_costs_is_in_no_span_and_no_log()
    {
        var customer = NewCaller();
        var id = await PostAsync(customer);
        await installation.Orders.WaitForEndAsync(id, Limit, Cancelled);
        await TraceOfAsync(customer);

        // The order itself is in both, or nothing was looked through.
        foreach (var signal in new[] { "traces", "logs" })
            await Eventually.BecomesTrueAsync(() => installation.Telemetry.Mentions($"{id}", signal).Any(), Limit, $"the order is in the {signal}", Cancelled);
        foreach (var signal in new[] { "traces", "logs", "metrics" })
            new[] { _customerId, "19.99", "39.98" }.SelectMany(text => installation.Telemetry.Mentions(text, signal)).ShouldBeEmpty(signal);
    }

    [Fact]
    public async Task What_nobody_asked_for_starts_no_trace()
    {
        await installation.Orders.WaitForEndAsync(await PostAsync(NewCaller()), Limit, Cancelled);
        // Each is a second: several rounds of the relay, the leases, the gauges and the probes.
        var before = installation.Telemetry.RoundsOfMetrics;
        await Eventually.BecomesTrueAsync(() => installation.Telemetry.RoundsOfMetrics >= before + 6, Limit, "metrics came", Cancelled);

        var roots = installation.Telemetry.Spans.Where(span => span.ParentId.Length == 0).ToList();

        roots.ShouldNotBeEmpty("the order was asked for until it had ended");
        roots.ShouldAllBe(span => span.Name.StartsWith("GET /orders", StringComparison.Ordinal));
        installation.Telemetry.Spans.ShouldAllBe(span => !span.Name.Contains("health"));
    }

    [Fact]
    public async Task A_message_of_another_client_continues_that_client_s_trace()
    {
        var caller = NewCaller();
        await using var connection = await new ConnectionFactory { Uri = new Uri(installation.Servers.RabbitMq.ConnectionString) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            MessageId = Guid.NewGuid().ToString(),
            Headers = new Dictionary<string, object?> { ["traceparent"] = TraceParent(caller) },
        };

        await channel.BasicPublishAsync("", "email", mandatory: true, properties, Encoding.UTF8.GetBytes("""{"to":"a@example.com","subject":"s","body":"b"}"""), Cancelled);

        await Eventually.BecomesTrueAsync(() => SpansOf(caller).Any(span => span.Name == "receive email"), Limit, "the mail's spans were received", Cancelled);
        var trace = new TraceTree(SpansOf(caller));
        output.WriteLine(trace.ToText());
        trace.Roots.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            root => root.ParentId.ShouldBe(caller.SpanId.ToHexString()), root => root.Name.ShouldBe("receive email"));
    }

    private static ActivityContext NewCaller() => new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

    private static string TraceParent(ActivityContext caller) => $"00-{caller.TraceId}-{caller.SpanId}-01";

    private async Task<Guid> PostAsync(ActivityContext customer)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(installation.Service.Address, "orders"))
        {
            Content = JsonContent.Create(new { customerId = _customerId, lines = new[] { new { sku = "SKU-001", quantity = 2, unitPrice = 19.99m } } }),
            Headers = { { "traceparent", TraceParent(customer) } },
        };
        using var response = await http.SendAsync(request, Cancelled);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled)).RootElement.GetProperty("orderId").GetGuid();
    }

    private IEnumerable<Span> SpansOf(ActivityContext caller) =>
        installation.Telemetry.Spans.Where(span => span.TraceId == caller.TraceId.ToHexString());

    /// <summary>The order's trace, once the announcement of its end and everything else have been received.</summary>
    private async Task<TraceTree> TraceOfAsync(ActivityContext customer)
    {
        const int Changes = 4;
        await Eventually.BecomesTrueAsync(
            () => SpansOf(customer).Count(span => span.Name == "send orders.events") == Changes, Limit, "the spans of all announcements were received", Cancelled);
        var received = 0;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var before = received;
                await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);
                return before == (received = SpansOf(customer).Count());
            },
            Limit, "no more spans came", Cancelled);
        return new TraceTree(SpansOf(customer));
    }

    private void ShouldBeOneTree(TraceTree trace, ActivityContext customer)
    {
        output.WriteLine(trace.ToText());
        var root = trace.Roots.ShouldHaveSingleItem();
        root.ParentId.ShouldBe(customer.SpanId.ToHexString());
        root.Name.ShouldStartWith("POST /orders");
        trace.Spans.ShouldContain(span => span.Source == "Npgsql");
        var path = trace.PathTo(Announcement(trace)).Select(span => span.Name).ToList();
        path[0].ShouldBe(root.Name);
        var next = 0;
        foreach (var step in Way)
        {
            next = path.FindIndex(next, name => name.StartsWith(step, StringComparison.Ordinal)) + 1;
            next.ShouldBeGreaterThan(0, $"'{step}' is at its place in {string.Join(" > ", path)}");
        }
    }

    /// <summary>Of the order's end: what is announced of one order is announced in order.</summary>
    private static Span Announcement(TraceTree trace) => trace.Spans.Last(span => span.Name == "send orders.events");
}
