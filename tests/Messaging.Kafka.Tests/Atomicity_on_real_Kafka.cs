using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Kafka.Tests.Support;
using Messaging.Testing.Effects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Kafka.Tests;

/// <summary>What a consumer of a topic publishes, and what a topic producer sends, leaves with the transaction or not at all.</summary>
public sealed class Atomicity_on_real_Kafka(RealKafka cluster) : DatabaseContract(cluster), IClassFixture<RealKafka>
{
    [Fact]
    public async Task A_consumer_of_a_topic_that_fails_has_no_effect_and_publishes_nothing_however_it_publishes()
    {
        var failed = 0;
        var setup = NewSetup() with
        {
            Database = Database,
            Handle = async (context, scope) =>
            {
                var (key, number) = (context.Message.Key, context.Message.Number);
                await context.Publish(new NoteSeen($"{key} by context", number), context.CancellationToken);
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new NoteSeen($"{key} by injection", number), context.CancellationToken);
                await NotesDatabase.TakeAsync(context, scope);
                if (key != "bad")
                    return;
                Interlocked.Increment(ref failed);
                throw new PermanentFailureException("as asked");
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        await using var relay = await Relay.StartAsync(app);
        using var client = NewClient();

        await client.NoteAsync(setup.Topic, "bad", 0, 0);
        await UntilAsync(async () => Volatile.Read(ref failed) > 0 && await client.CommittedAsync(setup.Group, setup.Topic, 0) == 1, "it had failed");
        await client.NoteAsync(setup.Topic, "good", 1, 0);

        await UntilAsync(() => app.Seen.All.Count(seen => seen.Number == 1) == 2, "the other one was published");
        app.Seen.All.Select(seen => seen.Key).Order().ShouldBe(["good by context", "good by injection"]);
        (await Database.TakenAsync()).Select(taken => taken.Key).ShouldBe(["good"]);
        await UntilAsync(async () => await Database.AskAsync<long>("select count(*) from messaging.outbox_message") == 0, "the outbox was empty");
    }

    [Fact]
    public async Task What_a_topic_producer_sends_leaves_with_the_commit_of_its_scope_and_not_when_it_rolls_back()
    {
        var setup = NewSetup() with { Database = Database, Handle = NotesDatabase.TakeAsync };
        await using var app = await KafkaApp.StartAsync(setup);
        await using var relay = await Relay.StartAsync(app);

        await ProduceAsync(app, 0, commit: false);
        await ProduceAsync(app, 1, commit: true);

        await UntilAsync(async () => await Database.CountAsync() > 0, "what was committed had arrived");
        (await Database.TakenAsync())["k"].ShouldBe([1], "the other one of its key would have come before");
        await UntilAsync(async () => await Database.AskAsync<long>("select count(*) from messaging.outbox_message") == 0, "the outbox was empty");
    }

    private static async Task ProduceAsync(KafkaApp app, int number, bool commit)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<EffectsContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await scope.ServiceProvider.GetRequiredService<ITopicProducer<string, Note>>().Produce("k", new Note("k", number), Token);
        await context.SaveChangesAsync(Token);
        await (commit ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));
    }

    /// <summary>What runs beside the bus in a host, which the application of these tests is not.</summary>
    private sealed class Relay(IReadOnlyList<IHostedService> services) : IAsyncDisposable
    {
        public static async Task<Relay> StartAsync(KafkaApp app)
        {
            var services = app.Services.GetServices<IHostedService>().Where(service => service.GetType().Assembly == typeof(TransactionalMessagingOptions).Assembly).ToList();
            foreach (var service in services)
                await service.StartAsync(Token);
            return new Relay(services);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in services)
                await service.StopAsync(CancellationToken.None);
        }
    }
}
