using Messaging.Redis.Tests.Support;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

/// <summary>What a consumer takes beyond what it works on.</summary>
public sealed class BufferTests(RedisFixture fixture) : RedisContract(fixture)
{
    private const int Size = 10_000;
    // The reader of a stream learns slowly, since sizes differ.
    private const int Lessons = 100;
    private const int Messages = Lessons + 50;

    private static readonly string Filling = new('x', Size);

    [Fact]
    public Task No_more_elements_of_a_list_are_taken_than_its_buffer_has_bytes() => HoldsAsync(
        (redis, common) => redis.ListEndpoint<Note>(Name, common), number => Raw.ListLeftPushAsync(Name, $$"""{"key":"{{Filling}}","number":{{number}}}"""));

    [Fact]
    public Task No_more_entries_of_a_stream_are_taken_than_its_buffer_has_bytes_once_their_size_is_known() => HoldsAsync(
        (redis, common) => redis.StreamEndpoint<Note>(Name, Group, common), number => Raw.StreamAddAsync(Name, [new("key", Filling), new("number", number)]));

    private async Task HoldsAsync(Action<IRedisConfigurator, Action<IRedisEndpointConfigurator<Note>>> endpoint, Func<int, Task> send)
    {
        var (handled, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RedisApp? started = null;
        await using var app = started = await RedisApp.StartAsync(
            Server, endpoint,
            async (context, _) =>
            {
                if (context.Message.Number >= Lessons)
                {
                    await full.Task.WaitAsync(Patience, Token);
                    lock (full)
                        most = Math.Max(most, started!.Status.Endpoints[0].Held);
                }

                Interlocked.Increment(ref handled);
            },
            (one, _) => (one.BufferedBytes, one.ConcurrentMessageLimit) = (10 * Size, 2));
        for (var number = 0; number < Lessons; number++)
            await send(number);
        await UntilAsync(() => handled == Lessons && app.Status.Endpoints[0].Held == 0, "their size is known");

        for (var number = Lessons; number < Messages; number++)
            await send(number);
        await UntilAsync(() => app.Status.Endpoints[0].Held >= 8, "the buffer is full");
        full.SetResult();
        await UntilAsync(() => handled == Messages, "all were handled");
        most.ShouldBeInRange(8, 14);
    }
}
