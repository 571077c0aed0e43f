using System.Diagnostics;
using Messaging.Kafka.Tests.Support;
using Messaging.Testing;

namespace Messaging.Kafka.Tests;

/// <summary>One key that fails many times costs the others next to nothing.</summary>
public abstract class LongFailureContract(KafkaCluster cluster) : DatabaseContract(cluster)
{
    private const int Failures = 50;

    // The long version takes minutes where others use the machine, too.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(LongRun.Of(45, 600));
    private static readonly int Records = LongRun.Of(2_000, 10_000);
    private static readonly int Keys = LongRun.Of(100, 500);

    [Fact]
    public async Task A_key_that_fails_fifty_times_and_then_works_keeps_its_order_and_leaves_the_others_their_pace()
    {
        // Cold code would make the one that comes first the slower one.
        if (LongRun.IsOn)
        {
            await RunAsync(failures: 0);
            await ForgetAsync();
        }

        var quiet = await RunAsync(failures: 0);
        await ForgetAsync();
        var disturbed = await RunAsync(failures: Failures);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"parking ours={disturbed:0}/s limit={quiet:0}/s ratio={disturbed / quiet:0.000} records={Records} keys={Keys} failures={Failures}");
        // 0.9 is promised, and more than that measured; the rest is for a machine that others use. The short version is over too soon to tell.
        if (LongRun.IsOn)
            (disturbed / quiet).ShouldBeGreaterThan(0.7);
    }

    private Task<object?> ForgetAsync() => Database.AskAsync<object>("truncate \"Taken\"");

    // Records of all other keys a second, from the first to the last of them.
    private async Task<double> RunAsync(int failures)
    {
        var tries = 0;
        var others = 0;
        var each = Records / Keys;
        var (first, last) = (0L, 0L);
        var setup = NewSetup() with
        {
            Database = Database,
            Parking = p => Ladder(p, 20, failures + 10),
            Handle = async (context, scope) =>
            {
                Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
                await NotesDatabase.TakeAsync(context, scope);
                if (context.Message is { Key: "key-0" } note)
                {
                    if (note.Number == each / 2 && Interlocked.Increment(ref tries) <= failures)
                        throw new TimeoutException("Not yet.");
                }
                else if (Interlocked.Increment(ref others) == Records - each)
                {
                    last = Stopwatch.GetTimestamp();
                }
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        for (var number = 0; number < each; number++)
            await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => client.NoteAsync(setup.Topic, $"key-{key}", number)));

        await Eventually.BecomesTrueAsync(async () => await Database.CountAsync() == Records, Limit, "all records took effect", Token);
        tries.ShouldBe(failures == 0 ? 1 : failures + 1);
        var taken = await Database.TakenAsync();
        taken.Count.ShouldBe(Keys);
        foreach (var key in taken)
            key.ShouldBe(Enumerable.Range(0, each), $"key {key.Key} was in order");
        await UntilAsync(async () => (await KeysAsync(app)).Count == 0, "nothing was parked any more");
        return (Records - each) / Stopwatch.GetElapsedTime(first, last).TotalSeconds;
    }
}

public sealed class LongFailure_on_real_Kafka(RealKafka cluster) : LongFailureContract(cluster), IClassFixture<RealKafka>;
