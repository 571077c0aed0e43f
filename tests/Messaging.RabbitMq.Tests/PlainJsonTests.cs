using System.Collections.Concurrent;
using System.Text;
using MassTransit;
using Messaging.Failures;
using Messaging.Inbox;
using Messaging.Json;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests;

/// <summary>What plain JSON of other clients is taken for on a queue of several types.</summary>
public sealed class PlainJsonTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _heard = new();

    [Fact]
    public async Task It_is_what_it_says_it_is_by_header_or_property_and_a_dead_letter_when_it_says_nothing_or_is_no_object()
    {
        var server = await TestServers.GetRabbitMqAsync(TestContext.Current.CancellationToken);
        var uri = await server.CreateVirtualHostAsync(TestContext.Current.CancellationToken);
        await using var app = await StartAsync(uri);
        await using var raw = await RawClient.ConnectAsync(uri);

        await raw.SendAsync("mixed", """{"text":"by simple name"}""", new BasicProperties { Headers = Header("message-type", nameof(Note)) });
        await raw.SendAsync("mixed", """{"text":"by URN"}""", new BasicProperties { Headers = Header("message-type", MessageUrn.ForTypeString<Reminder>()) });
        await raw.SendAsync("mixed", """{"text":"by the property type"}""", new BasicProperties { Type = nameof(Reminder) });
        await raw.SendAsync("mixed", """{"text":"by MassTransit's header"}""", new BasicProperties { Headers = Header("MT-MessageType", MessageUrn.ForTypeString<Note>()) });
        await raw.SendAsync(
            "mixed", $$$"""{"messageType":["{{{MessageUrn.ForTypeString<Note>()}}}"],"message":{"text":"an envelope that does not say so"}}""", new BasicProperties());
        string[] bad = ["""{"text":"no type"}""", "", "[1]", "\"text\"", "{\"text\":"];
        foreach (var body in bad)
            await raw.SendAsync("mixed", body, new BasicProperties { Headers = body.StartsWith("{\"text\":\"", StringComparison.Ordinal) ? null : Header("message-type", nameof(Note)) });

        await Eventually.SucceedsAsync(
            () =>
            {
                _heard.Order(StringComparer.Ordinal).ShouldBe(
                    ["Note an envelope that does not say so", "Note by MassTransit's header", "Note by simple name", "Reminder by URN", "Reminder by the property type"]);
                return Task.CompletedTask;
            },
            Patience, "the good ones were consumed");
        await Eventually.SucceedsAsync(
            async () => (await raw.CountAsync("mixed_error")).ShouldBe((uint)bad.Length), Patience, "the bad ones were dead letters");
    }

    [Fact]
    public async Task An_id_that_is_no_UUID_gives_every_copy_the_same_identity()
    {
        var server = await TestServers.GetRabbitMqAsync(TestContext.Current.CancellationToken);
        var uri = await server.CreateVirtualHostAsync(TestContext.Current.CancellationToken);
        await using var app = await StartAsync(uri);
        await using var raw = await RawClient.ConnectAsync(uri);

        foreach (var id in new[] { "order-7", "order-7", "order-8" })
            await raw.SendAsync("identity", """{"text":"x"}""", new BasicProperties { MessageId = id });

        await Eventually.BecomesTrueAsync(() => _heard.Count == 3, Patience, "all were consumed");
        _heard.GroupBy(identity => identity).Select(group => group.Count()).Order().ShouldBe([1, 2]);
        _heard.ShouldAllBe(identity => Guid.Parse(identity) != Guid.Empty);
    }

    private static Dictionary<string, object?> Header(string name, string value) => new(StringComparer.Ordinal) { [name] = Encoding.UTF8.GetBytes(value) };

    private Task<ReplicaHost> StartAsync(string uri) =>
        ReplicaHost.StartAsync(uri, (context, bus) =>
        {
            bus.ReceiveEndpoint("mixed", endpoint =>
            {
                endpoint.UseDurableQueue("mixed");
                endpoint.UsePlainJson(oneType: false);
                endpoint.UseFailurePolicy(context, redelivery: false);
                endpoint.Handler<Note>(consumed => Heard($"Note {consumed.Message.Text}"));
                endpoint.Handler<Reminder>(consumed => Heard($"Reminder {consumed.Message.Text}"));
            });
            bus.ReceiveEndpoint("identity", endpoint =>
            {
                endpoint.UseDurableQueue("identity");
                endpoint.ConfigureConsumeTopology = false;
                endpoint.UsePlainJson(oneType: true);
                endpoint.Handler<Note>(consumed => Heard(consumed.ReceiveContext.GetPayload<MessageIdentity>().MessageId.ToString()));
            });
        });

    private Task Heard(string what)
    {
        _heard.Enqueue(what);
        return Task.CompletedTask;
    }

    public sealed record Reminder(string Text);
}
