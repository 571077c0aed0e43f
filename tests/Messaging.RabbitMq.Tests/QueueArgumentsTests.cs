using System.Text.Json;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;

namespace Messaging.RabbitMq.Tests;

/// <summary>What the broker says that was declared: arguments that a queue keeps for life.</summary>
public sealed class QueueArgumentsTests
{
    [Fact]
    public async Task A_queue_its_error_queue_and_the_queue_of_the_brokers_own_dead_letters()
    {
        await using var app = await RabbitMqApp.StartAsync(deliveryLimit: 7);
        // Error queues are declared when the first message goes there.
        await app.Raw.SendAsync(RabbitMqApp.Queue, "broken", RawClient.Envelope);
        await Eventually.BecomesTrueAsync(
            async () => (await QueuesAsync(app)).ContainsKey("notes_error"), TimeSpan.FromSeconds(30), "the error queue was declared");

        var queues = await QueuesAsync(app);

        queues.Keys.Order().ShouldBe(["notes", "notes_dlq", "notes_error"]);
        queues["notes"].ShouldBe(
            [
                "x-dead-letter-exchange=notes_dlx", "x-dead-letter-strategy=at-least-once", "x-delivery-limit=7", "x-overflow=reject-publish",
                "x-queue-type=quorum",
            ]);
        queues["notes_error"].ShouldBe(["x-delivery-limit=1000000000", "x-queue-type=quorum"]);
        queues["notes_dlq"].ShouldBe(["x-delivery-limit=1000000000", "x-queue-type=quorum"]);
    }

    /// <summary>By name, the sorted arguments of each durable queue.</summary>
    private static async Task<Dictionary<string, List<string>>> QueuesAsync(RabbitMqApp app)
    {
        var json = await app.Server.RunCtlAsync(
            ["list_queues", "-p", app.Raw.VirtualHost, "name", "durable", "auto_delete", "arguments", "--formatter", "json", "--silent"],
            TestContext.Current.CancellationToken);
        using var queues = JsonDocument.Parse(json);
        return queues.RootElement.EnumerateArray()
            .Where(queue => queue.GetProperty("durable").GetBoolean() && !queue.GetProperty("auto_delete").GetBoolean())
            .ToDictionary(queue => queue.GetProperty("name").GetString()!, queue => Arguments(queue.GetProperty("arguments")), StringComparer.Ordinal);
    }

    private static List<string> Arguments(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.Object => [.. arguments.EnumerateObject().Select(argument => $"{argument.Name}={argument.Value}").Order(StringComparer.Ordinal)],
        // RabbitMQ 3.10 writes a table as triples of name, type and value.
        _ => [.. arguments.EnumerateArray().Select(argument => $"{argument[0]}={argument[2]}").Order(StringComparer.Ordinal)],
    };
}
