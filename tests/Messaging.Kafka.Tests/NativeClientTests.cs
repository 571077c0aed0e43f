using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Messaging.Kafka.Tests;

public sealed class NativeClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_freed_while_nobody_is_inside_and_lets_nobody_in_afterwards()
    {
        for (var round = 0; round < 20; round++)
        {
            var inside = 0;
            var insideWhenFreed = -1;
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var client = new NativeClient<Freed>(() => new Freed(() => insideWhenFreed = Volatile.Read(ref inside)));
            var users = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => Should.Throw<ObjectDisposedException>(() =>
            {
                while (true)
                {
                    client.Use(_ =>
                    {
                        Interlocked.Increment(ref inside);
                        Thread.SpinWait(100);
                        return Interlocked.Decrement(ref inside);
                    });
                    begun.TrySetResult();
                }
            }), Cancelled, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
            await begun.Task.WaitAsync(Patience, Cancelled);

            client.Dispose();

            await Task.WhenAll(users).WaitAsync(Patience, Cancelled);
            insideWhenFreed.ShouldBe(0);
        }
    }

    [Fact]
    public void One_that_nobody_used_is_never_created()
    {
        new NativeClient<Freed>(() => throw new InvalidOperationException("created")).Dispose();
    }

    [Fact]
    public void One_that_could_not_be_created_is_tried_again()
    {
        var attempts = 0;
        using var client = new NativeClient<Freed>(() => ++attempts == 1 ? throw new IOException("a file is not there yet") : new Freed(() => { }));

        Should.Throw<IOException>(() => client.Use(_ => true));

        client.Use(_ => true).ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_not_waited_for_once_the_process_stops()
    {
        var admin = new SharedAdmin(() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = "127.0.0.1:1" }).SetLogHandler((_, _) => { }).Build());
        var ends = new[] { new TopicPartitionOffsetSpec { TopicPartition = new("orders.events", 0), OffsetSpec = OffsetSpec.Latest() } };
        var answer = admin.AskAsync(client => client.ListOffsetsAsync(ends, new() { RequestTimeout = TimeSpan.FromMinutes(10) }), Cancelled);

        admin.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(answer.WaitAsync(Patience, Cancelled));
        await Should.ThrowAsync<ObjectDisposedException>(admin.AskAsync(client => client.ListOffsetsAsync(ends), Cancelled));
    }

    private sealed class Freed(Action then) : IDisposable
    {
        public void Dispose() => then();
    }
}
