using System.Diagnostics;
using Messaging.Redis.Tests.Support;
using Messaging.Redis.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Redis.Tests;

/// <summary>What a dead consumer has left is begun by a living one within <c>TakeOverAfter</c> and a quarter of it.</summary>
public sealed class TakeOverTests(RedisFixture fixture) : RedisContract(fixture), IDisposable
{
    private static readonly TimeSpan TakeOverAfter = TimeSpan.FromSeconds(4);

    // What is promised, and as much again as a busy machine may need to do it.
    private static readonly TimeSpan Deadline = 2 * 1.25 * TakeOverAfter;

    private readonly string _folder = Directory.CreateTempSubdirectory("redis-tests-").FullName;

    [Fact]
    public async Task A_living_consumer_has_done_it_in_time_on_a_stream_and_on_a_list()
    {
        var options = new WorkerOptions(Server, Name, _folder, TakeOverAfter, 10);
        await using var killed = WorkerProcess.Start(options with { Hang = true });
        for (var number = 0; number < 10; number++)
        {
            await Raw.StreamAddAsync(options.Stream, "value", number);
            await Raw.ListLeftPushAsync(options.List, $$"""{"value":{{number}}}""");
        }

        await UntilAsync(() => Effects.Read(_folder).Count(one => one.Kind == "hangs") == 20, "it has begun them all");
        using var lives = WorkerHost.Build(options);
        await lives.StartAsync(Token);
        var health = lives.Services.GetRequiredService<IRedisHealth>();
        await UntilAsync(() => health.Status().Endpoints.All(one => one.State == RedisEndpointState.Running), "another one lives");
        Effects.Read(_folder).ShouldAllBe(one => one.Kind == "hangs");

        await killed.KillAsync();
        var since = Stopwatch.GetTimestamp();
        await UntilAsync(() => Done("stream") == 10 && Done("list") == 10, "the other one has done them all");
        var took = Stopwatch.GetElapsedTime(since);

        took.ShouldBeLessThan(Deadline);
        await lives.StopAsync(Token);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private int Done(string kind) => Effects.Read(_folder).Where(one => one.Kind == kind).Select(one => one.Value).Distinct().Count();
}
