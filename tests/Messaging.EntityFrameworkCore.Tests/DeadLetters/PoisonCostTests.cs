using System.Diagnostics;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>Nothing else runs in this process meanwhile, since what is measured is the process.</summary>
[CollectionDefinition(nameof(PoisonCostTests), DisableParallelization = true)]
[Collection(nameof(PoisonCostTests))]
public sealed class PoisonCostTests
{
    private const int Keys = 100;

    // With all else that the process does. Some hundredths are usual.
    private const double MostOfACore = 0.10;

    // A measurement that something else on the machine makes slow says nothing; it is taken again.
    private const int Measurements = 3;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_hundred_keys_with_a_poison_row_each_cost_next_to_nothing_while_they_are_tried_again()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        var failures = 0;
        host.Topic.Before = (message, _) =>
        {
            if (!message.OrderingKey!.StartsWith("poison", StringComparison.Ordinal))
                return Task.CompletedTask;
            Interlocked.Increment(ref failures);
            throw new InvalidDataException("refused, as asked");
        };
        for (var i = 0; i < Keys; i++)
        {
            await ProduceAsync(host, $"poison {i}", "poison");
            await ProduceAsync(host, $"poison {i}", "successor");
        }

        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref failures) >= 2 * Keys, Patience, "each had failed about twice");
        var least = double.MaxValue;
        for (var i = 0; i < Measurements && least >= MostOfACore; i++)
        {
            var (busy, attempts) = await MeasureAsync(() => Volatile.Read(ref failures), Keys);
            least = Math.Min(least, busy);
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{busy:P1} of a core with {attempts} attempts"));
        }

        least.ShouldBeLessThan(MostOfACore);
        host.Topic.Confirmed.ShouldBeEmpty();
        await ProduceAsync(host, "free", "flows");
        await Eventually.BecomesTrueAsync(() => !host.Topic.Confirmed.IsEmpty, Patience, "another key's message had left");
    }

    /// <summary>The share of a core that this process takes, over some seconds and until so much was counted.</summary>
    private static async Task<(double OfACore, int Counted)> MeasureAsync(Func<int> counter, int least)
    {
        using var process = Process.GetCurrentProcess();
        var (started, before, cpu) = (Stopwatch.GetTimestamp(), counter(), process.TotalProcessorTime);
        await Eventually.BecomesTrueAsync(
            () => counter() >= before + least && Stopwatch.GetElapsedTime(started) > Measured, Patience, "there was enough to measure");
        process.Refresh();
        return ((process.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(started), counter() - before);
    }

    private static Task ProduceAsync(SampleHost host, string key, string text) =>
        host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, text));
            await context.SaveChangesAsync();
        });
}
