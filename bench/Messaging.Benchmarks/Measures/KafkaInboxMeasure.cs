using MassTransit;
using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Benchmarks.Measures;

/// <summary>The rider with inbox, EF load and update of a row, one event out; limit: as <c>consume</c>.</summary>
internal sealed class KafkaInboxMeasure : IMeasure
{
    // Nobody reads it; with it a record has the 340 bytes that those of the other measures have.
    private static readonly string Note = new('n', 249);

    public string Name => "kafka-inbox";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        var kafka = await servers.KafkaAsync(cancellationToken);
        var topic = await RawTopic.CreateAsync(kafka, cancellationToken);
        await using var bench = await Bench.StartAsync(servers, cancellationToken, more: bus => Configure(bus, kafka.ConnectionString, topic));
        var expectedTaken = 0L;

        async Task<Round> OursAsync(int count)
        {
            bench.Host.Gate.Close();
            await RawTopic.FillAsync(
                kafka.ConnectionString, topic, count, number => new { ItemId = number % BenchContext.Items, Quantity = 1, Note }, cancellationToken);
            var round = await servers.TimeAsync(count, async () =>
            {
                bench.Host.Gate.Open();
                await bench.Broker.UntilCountAsync(Bench.Events, count, cancellationToken);
            });
            await bench.Database.UntilOutboxIsEmptyAsync(cancellationToken);
            expectedTaken += count;
            var taken = (long)await bench.Database.AskAsync<decimal>("select sum(taken) from item");
            var effects = new Tally(Math.Max(0, expectedTaken - taken), Math.Max(0, taken - expectedTaken));
            return round with { Tally = effects + await bench.Broker.TakeAllAsync(Bench.Events, count, cancellationToken) };
        }

        async Task<Round> LimitAsync(int count)
        {
            await bench.Database.ForgetAsync();
            return await servers.TimeAsync(count, () => Workers.RunAsync(
                count, number => bench.Database.TakeAsync(number % BenchContext.Items, bench.Host.PlacedAddress, bench.Body, cancellationToken)));
        }

        await OursAsync(scale.WarmUp);
        await LimitAsync(scale.WarmUp);
        return [await Turns.TakeAsync(Name, "/s", scale.Rounds, () => OursAsync(scale.Messages), () => LimitAsync(scale.Messages))];
    }

    private static void Configure(IBusRegistrationConfigurator bus, string servers, string topic) => bus.AddRider(rider =>
    {
        rider.AddConsumer<TakeRecordConsumer>();
        rider.UsingKafka((context, kafka) =>
        {
            kafka.Host(servers);
            kafka.TopicEndpoint<string, Take>(topic, "bench", endpoint =>
            {
                endpoint.ConfigureReceive(receive => receive.UseFilter(context.GetRequiredService<Gate>()));
                endpoint.UseFailurePolicy(context, redelivery: false);
                endpoint.UseTransactionalInbox<BenchContext>(context);
                endpoint.ConfigureConsumer<TakeRecordConsumer>(context);
            });
        });
    });
}
