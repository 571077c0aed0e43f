using System.Net;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance;

/// <summary>One server can't be reached, the others are embedded.</summary>
public sealed class When_a_connection_string_is_wrong
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Wrong => new()
    {
        { "Orders", "Host=127.0.0.1;Port={0};Database=orders;Username=orders;Password=do-not-tell" },
        { "RabbitMq", "amqp://orders:do-not-tell@127.0.0.1:{0}/" },
        { "Kafka", "127.0.0.1:{0}" },
        { "Redis", "127.0.0.1:{0},password=do-not-tell" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task The_service_lives_but_is_not_ready_and_names_the_key_and_the_host(string key, string connectionString)
    {
        var port = FreePort.Next();
        var settings = new ServiceSettings
        {
            Dll = BuiltService.Dll,
            LogFolder = BuiltService.NewLogFolder(),
            Settings = new Dictionary<string, string> { [$"ConnectionStrings__{key}"] = connectionString.Replace("{0}", $"{port}", StringComparison.Ordinal) },
        };
        await using var service = new ServiceProcess(settings, "replica-1");
        var client = new OrdersClient(service.Address);
        service.Start();

        await Eventually.SucceedsAsync(
            async () =>
            {
                using var ready = await client.HealthAsync("ready", Cancelled);
                ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                var words = await ready.Content.ReadAsStringAsync(Cancelled);
                words.ShouldMatch($"ConnectionStrings(:|__){key}");
                words.ShouldContain("127.0.0.1");
                words.ShouldContain($"{port}");
                words.ShouldNotContain("do-not-tell");
            },
            TimeSpan.FromSeconds(60), $"the health answer named {key}", Cancelled);

        using var live = await client.HealthAsync("live", Cancelled);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        service.IsRunning.ShouldBeTrue(service.LastWords());
    }
}
