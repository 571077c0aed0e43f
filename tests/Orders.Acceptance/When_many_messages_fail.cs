using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;
using RabbitMQ.Client;

namespace Orders.Acceptance;

/// <summary>
/// Of many messages one in twenty fails for good, one in twenty fails twice and then works, and one in a hundred can't be read; the service is
/// killed and RabbitMQ started again in between. 200 messages in every run, 10,000 in a long one.
/// </summary>
public sealed class When_many_messages_fail(RealServers installation) : IClassFixture<RealServers>
{
    private const int OneInTwenty = 20;
    private const int OneInAHundred = 100;
    private const int AtTheSameTime = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(LongRun.Of(5, 30));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private OperationsClient Operations => new(installation.Service.Address);

    [Fact]
    public async Task Each_that_fails_for_good_is_one_dead_letter_and_the_rest_is_done_once_also_after_the_replay()
    {
        var messages = LongRun.Of(200, 10_000);
        var (failing, unreadable) = (messages / OneInTwenty, messages / OneInAHundred);
        var orders = new ConcurrentDictionary<Guid, string>();

        var posted = messages - unreadable;
        await PostAsync(orders, 0, messages / 2, SkuOf);
        await PublishUnreadableAsync(unreadable / 2);
        await installation.Servers.RabbitMq.FlushDeclarationsAsync(Cancelled);
        await installation.Service.KillAsync(Cancelled);
        await installation.Servers.RabbitMq.StopAsync(Cancelled);
        await installation.Servers.RabbitMq.StartAsync(Cancelled);
        await installation.Service.StartAndWaitAsync(Patience, Cancelled);
        await PostAsync(orders, messages / 2, posted, SkuOf);
        await PublishUnreadableAsync(unreadable - (unreadable / 2));

        var broken = orders.Where(order => order.Value == "BROKEN").Select(order => order.Key).ToHashSet();
        broken.Count.ShouldBe(failing);
        await installation.Replicas.Processes[0].WaitUntilReadyAsync(Patience, Cancelled);
        await UntilOpenAsync(failing + unreadable);
        foreach (var order in orders.Where(order => order.Value != "BROKEN"))
            (await installation.Orders.WaitForEndAsync(order.Key, Patience, Cancelled)).Status.ShouldBe("Confirmed");
        // Whatever comes twice has come by now: the number stays.
        (await CountOpenAsync()).ShouldBe(failing + unreadable);

        await Operations.PutAsync("simulation/broken", "false", Cancelled);
        var filter = """{"source":"reserve-stock","type":"urn:message:Orders.Contracts:ReserveStock","exception":"Messaging.Failures.PermanentFailureException"}""";
        var dry = await Operations.PostAsync("dead-letters/replay", $$"""{"filter":{{filter}},"dryRun":true}""", Cancelled);
        ((int)dry["replayed"]!, (int)dry["alreadyDone"]!).ShouldBe((failing, 0));
        var report = await Operations.PostAsync("dead-letters/replay", $$"""{"filter":{{filter}},"reason":"The SKU is repaired."}""", Cancelled);
        ((int)report["replayed"]!).ShouldBe(failing);
        foreach (var id in broken)
            (await installation.Orders.WaitForEndAsync(id, Patience, Cancelled)).Status.ShouldBe("Confirmed");

        (await CountOpenAsync()).ShouldBe(unreadable);
        (await CountAsync("audit?actor=ada&subjectType=dead-letter", entry => (string)entry["action"]! == "replay")).ShouldBe(failing);
        await installation.ShouldKeepItsPromisesAsync([.. orders.Keys], Cancelled, deadLetters: unreadable);

        // Spread evenly, and exactly so many of each.
        string SkuOf(int number) =>
            IsOneOf(number, failing, posted) ? "BROKEN" : IsOneOf(number + 1, failing, posted) ? "FLAKY" : "SKU-001";
    }

    private static bool IsOneOf(int number, int some, int all) => (long)number * some % all < some;

    private async Task PostAsync(ConcurrentDictionary<Guid, string> orders, int from, int to, Func<int, string> skuOf) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(from, to - from),
            new ParallelOptions { MaxDegreeOfParallelism = AtTheSameTime, CancellationToken = Cancelled },
            async (number, token) =>
            {
                var sku = skuOf(number);
                orders[await installation.Orders.PostAsync(sku, 1, 1, token)] = sku;
            });

    private async Task PublishUnreadableAsync(int count)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(installation.Servers.RabbitMq.ConnectionString) }.CreateConnectionAsync(Cancelled);
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(confirmed, Cancelled);
        for (var i = 0; i < count; i++)
        {
            var properties = new BasicProperties { Persistent = true, ContentType = "application/json", MessageId = $"{Guid.NewGuid()}" };
            await channel.BasicPublishAsync("", "reserve-stock", mandatory: true, properties, Encoding.UTF8.GetBytes("{ not JSON"), Cancelled);
        }
    }

    private Task UntilOpenAsync(int count) =>
        Eventually.BecomesTrueAsync(async () => await CountOpenAsync() >= count, Patience, $"{count} dead letters were there", Cancelled);

    private Task<int> CountOpenAsync() => CountAsync("dead-letters?state=Open", _ => true);

    private async Task<int> CountAsync(string path, Func<JsonNode, bool> wanted)
    {
        var (count, next) = (0, (string?)null);
        do
        {
            var page = await Operations.GetAsync($"{path}&limit=200{(next is null ? "" : $"&after={next}")}", Cancelled);
            count += page["items"]!.AsArray().Count(item => wanted(item!));
            next = (string?)page["next"];
        }
        while (next is not null);
        return count;
    }
}
