using MassTransit;
using Messaging.Kafka;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>Every way in which Kafka does not take a record: it ends as a dead letter, and other topics and keys do not notice.</summary>
public sealed class UnsendableToKafkaTests : IAsyncLifetime
{
    private const int Limit = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _topic = $"notes-{Guid.NewGuid():N}";
    private KafkaServer _kafka = null!;
    private SampleDatabase _database = null!;
    private SampleHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _kafka = await TestServers.GetKafkaAsync(Token);
        await _kafka.CreateTopicAsync(_topic, 2, Token);
        _database = await SampleDatabase.CreateAsync();
        _host = await SampleHost.StartAsync(
            options => options.UseNpgsql(_database.Direct),
            configure: options =>
            {
                options.MaxSendAttempts = Limit;
                options.MinRetryDelay = TimeSpan.FromMilliseconds(200);
            },
            transport: bus =>
            {
                bus.AddRider(rider => rider.UsingKafka((_, kafka) => kafka.Host(_kafka.ConnectionString)));
                bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
            });
        _host.Topic.Takes = _ => false;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_record_larger_than_the_topic_takes_is_a_dead_letter_and_its_successor_goes()
    {
        await ProduceAsync(_topic, "a", new string('x', 17 * 1024 * 1024));
        await ProduceAsync(_topic, "a", "successor");
        await ProduceAsync(_topic, "b", "other");

        var letter = await DeadLetterAsync();
        letter.Text("exception_type").ShouldBe(typeof(KafkaDeliveryException).FullName);
        letter.Text("exception_message").ShouldContain("MsgSizeTooLarge");
        ((byte[])letter["body"]!).Length.ShouldBe(17 * 1024 * 1024);
        await Eventually.BecomesTrueAsync(async () => await _host.OutboxCountAsync() == 0, Patience, "the outbox was empty", Token);
        (await _host.DeadLettersAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_costs_its_own_messages_attempts_and_no_other_topic_a_pause()
    {
        // The mock cluster makes any topic up; it does not take this name.
        var unknown = _kafka.Source == ServerSource.Embedded ? new string('x', 600) : $"unknown-{Guid.NewGuid():N}";
        await ProduceAsync(unknown, "a", "lost");
        for (var i = 0; (await _host.DeadLettersAsync()).Count == 0 && i < 500; i++)
        {
            await ProduceAsync(_topic, $"{i}", $"{i}");
            await Eventually.BecomesTrueAsync(async () => await _host.OutboxCountAsync() <= 1, TimeSpan.FromSeconds(10), "the other topic's message was gone", Token);
        }

        var letter = await DeadLetterAsync();
        letter.Text("destination").ShouldBe($"topic:{unknown}");
        letter.Text("exception_type").ShouldBe(typeof(KafkaDeliveryException).FullName);
    }

    private async Task<IReadOnlyDictionary<string, object?>> DeadLetterAsync()
    {
        await Eventually.BecomesTrueAsync(async () => (await _host.DeadLettersAsync()).Count > 0, Patience, "the row had become a dead letter", Token);
        return (await _host.DeadLettersAsync()).ShouldHaveSingleItem();
    }

    private Task ProduceAsync(string topic, string key, string text) =>
        _host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, text) with { Destination = new Uri($"topic:{topic}") });
            await context.SaveChangesAsync();
        });
}
