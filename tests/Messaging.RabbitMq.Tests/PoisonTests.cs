using System.Collections.Concurrent;
using System.Text;
using MassTransit;
using Messaging.Failures;
using Messaging.Json;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Messaging.Testing.Poison;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests;

/// <summary>The corpus of bad records on a queue of plain JSON.</summary>
public sealed class PoisonTests
{
    private const string Queue = "poison";
    private const string NameHeader = "corpus-name";

    // MassTransit's own reader fills what is missing with defaults, and so does that of plain JSON: both take what the riders refuse.
    private static readonly HashSet<string> Tolerated = new(StringComparer.Ordinal)
    {
        "comment", "trailing comma", "an empty object", "older schema: a member is missing", "a member is null", "enum as number", "type gadget alone",
        "another message", "reference to another object", "prototype pollution",
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_bad_message_of_the_corpus_is_one_dead_letter_as_it_was_and_the_queue_goes_on()
    {
        var server = await TestServers.GetRabbitMqAsync(Token);
        var uri = await server.CreateVirtualHostAsync(Token);
        var consumed = new ConcurrentQueue<string>();
        await using var app = await StartAsync(uri, consumed);
        await using var raw = await RawClient.ConnectAsync(uri);
        var records = PoisonCorpus.All.Where(Fits).ToList();
        foreach (var (number, record) in records.Index())
        {
            await SendAsync(raw, record);
            await SendAsync(raw, PoisonRecord.Good(number));
        }

        await Eventually.BecomesTrueAsync(
            async () => consumed.Count + (await raw.CountAsync($"{Queue}_error") ?? 0) >= 2 * records.Count, Patience, "all were at their end", Token);
        var dead = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await raw.TakeAsync($"{Queue}_error") is { } letter)
            dead.Add(Encoding.UTF8.GetString((byte[])letter.BasicProperties.Headers![NameHeader]!), letter.Body.ToArray());
        consumed.Where(name => name.StartsWith("good ", StringComparison.Ordinal)).ShouldBe(records.Index().Select(r => $"good {r.Index}"), ignoreOrder: true);
        foreach (var record in records)
        {
            var isDead = dead.TryGetValue(record.Name, out var body);
            (consumed.Count(name => name == record.Name), isDead).ShouldBe(IsTaken(record) ? (1, false) : (0, true), record.Name);
            if (isDead)
                body.ShouldBe(Body(record).ToArray(), record.Name);
        }
    }

    private static bool IsTaken(PoisonRecord record) => record.Kind == PoisonKind.Harmless || Tolerated.Contains(record.Name);

    // One frame holds all headers, and a table has each name once.
    private static bool Fits(PoisonRecord record) =>
        record.Headers.Sum(h => h.Key.Length + (h.Value?.Length ?? 0)) < 100_000 && record.Headers.DistinctBy(h => h.Key).Count() == record.Headers.Count;

    private static Task SendAsync(RawClient raw, PoisonRecord record)
    {
        var headers = record.Headers.ToDictionary(h => h.Key, object? (h) => h.Value?.ToArray(), StringComparer.Ordinal);
        headers[NameHeader] = record.Name;
        return raw.SendAsync(Queue, "", new BasicProperties { ContentType = RawClient.Json, Persistent = true, Headers = headers }, Body(record));
    }

    // AMQP has no tombstones.
    private static ReadOnlyMemory<byte> Body(PoisonRecord record) => record.Body ?? ReadOnlyMemory<byte>.Empty;

    private static Task<ReplicaHost> StartAsync(string uri, ConcurrentQueue<string> consumed) =>
        ReplicaHost.StartAsync(uri, (context, bus) => bus.ReceiveEndpoint(Queue, endpoint =>
        {
            endpoint.UseDurableQueue(Queue);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.UsePlainJson(oneType: true);
            endpoint.UseFailurePolicy(context, redelivery: false);
            endpoint.Handler<PoisonNote>(message =>
            {
                consumed.Enqueue(message.Headers.Get<string>(NameHeader)!);
                return Task.CompletedTask;
            });
        }));
}
