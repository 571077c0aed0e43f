using MassTransit;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;

namespace Messaging.RabbitMq.Tests;

public sealed class FairDispatchTests
{
    private const int Messages = 200;

    [Fact]
    public async Task With_prefetch_1_a_worker_gets_the_next_message_when_it_is_done_so_that_the_fast_one_does_most()
    {
        var server = await TestServers.GetRabbitMqAsync(TestContext.Current.CancellationToken);
        var uri = await server.CreateVirtualHostAsync(TestContext.Current.CancellationToken);
        var (slow, fast) = (0, 0);
        await using var slowWorker = await WorkerAsync(TimeSpan.FromSeconds(1), () => Interlocked.Increment(ref slow));
        await using var fastWorker = await WorkerAsync(TimeSpan.FromMilliseconds(10), () => Interlocked.Increment(ref fast));
        var queue = await fastWorker.Bus.GetSendEndpoint(new Uri("exchange:work"));

        for (var number = 0; number < Messages; number++)
            await queue.Send(new Note($"{number}"), TestContext.Current.CancellationToken);

        await Eventually.BecomesTrueAsync(() => slow + fast == Messages, TimeSpan.FromSeconds(90), "all were done");
        fast.ShouldBeGreaterThan(150);
        slow.ShouldBeGreaterThan(0);

        Task<ReplicaHost> WorkerAsync(TimeSpan takes, Action done) =>
            ReplicaHost.StartAsync(uri, (_, bus) => bus.ReceiveEndpoint("work", endpoint =>
            {
                endpoint.UseDurableQueue("work");
                endpoint.PrefetchCount = 1;
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.Handler<Note>(async context =>
                {
                    // The work itself.
                    await Task.Delay(takes, context.CancellationToken);
                    done();
                });
            }));
    }
}
