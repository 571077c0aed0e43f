using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;
using Messaging.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Benchmarks.Measures;

/// <summary>
/// 16 writers enqueue a task each in a transaction, a worker does them, and the state of each says so; limit: RabbitMQ's own client publishes
/// with confirms, 16 at a time, and receives with acknowledgements, with no database and no state.
/// </summary>
internal sealed class TasksMeasure : IMeasure
{
    private const string RawQueue = "raw-jobs";

    public string Name => "tasks";

    public async Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(servers, cancellationToken);
        await bench.Broker.DeclareQueueAsync(RawQueue);
        await using var consumer = await bench.Broker.ConsumeAsync(RawQueue);
        bench.Host.Gate.Open();
        var done = 0L;

        async Task<Round> OursAsync(int count)
        {
            var acknowledged = bench.Host.Acknowledged.After(count);
            var round = await servers.TimeAsync(count, async () =>
            {
                await Workers.RunAsync(count, number => EnqueueAsync(bench, number, cancellationToken));
                await acknowledged.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
            });
            await bench.Database.UntilOutboxIsEmptyAsync(cancellationToken);
            done += count;
            var succeeded = await bench.Database.AskAsync<long>("select count(*) from messaging.task where state = 'Succeeded'");
            var attempts = await bench.Database.AskAsync<long>("select sum(attempts) from messaging.task");
            return round with { Tally = new Tally(Math.Max(0, done - succeeded), Math.Max(0, attempts - done)) };
        }

        async Task<Round> LimitAsync(int count)
        {
            consumer.Forget();
            var round = await servers.TimeAsync(count, async () =>
            {
                await Workers.RunAsync(count, async _ => await bench.Broker.PublishAsync("", RawQueue, Guid.NewGuid(), bench.Body));
                await consumer.UntilAsync(count, cancellationToken);
            });
            return round with { Tally = consumer.Tally(count) };
        }

        await OursAsync(scale.WarmUp);
        await LimitAsync(scale.WarmUp);
        return [await Turns.TakeAsync(Name, "/s", scale.Rounds, () => OursAsync(scale.Messages), () => LimitAsync(scale.Messages))];
    }

    private static async Task EnqueueAsync(Bench bench, int number, CancellationToken cancellationToken)
    {
        await using var scope = bench.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ITaskQueue>().EnqueueAsync(new Job(number), cancellationToken: cancellationToken);
        await scope.ServiceProvider.GetRequiredService<BenchContext>().SaveChangesAsync(cancellationToken);
    }
}
