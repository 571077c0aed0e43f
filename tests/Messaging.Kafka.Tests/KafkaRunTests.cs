using Messaging.KafkaRun;
using Messaging.Testing;

namespace Messaging.Kafka.Tests;

/// <summary>The small version of <c>./kafka-run.sh</c>, and with <c>./test.sh --long</c> the whole one.</summary>
public sealed class KafkaRunTests
{
    [Fact]
    public async Task Every_record_has_its_effect_once_and_in_order_while_members_and_brokers_are_killed_and_frozen()
    {
        var settings = new RunSettings
        {
            Records = LongRun.Of(1_500, 100_000), Keys = LongRun.Of(100, 2_000), Brokers = LongRun.Of(1, 3), Faults = LongRun.Of(5, 60),
            Patience = TimeSpan.FromMinutes(LongRun.Of(6, 40)),
        };
        var output = TestContext.Current.TestOutputHelper!;

        var result = await new Run(settings, output.WriteLine).RunAsync(TestContext.Current.CancellationToken);

        output.WriteLine($"{result}");
        result.Effects.ShouldBe(settings.Records, $"{result}");
        result.Distinct.ShouldBe(settings.Records, $"{result}");
        result.OutOfOrder.ShouldBe(0, $"{result}");
        result.DeadLetters.ShouldBe(0, $"{result}");
        result.Parked.ShouldBe(0, $"{result}");
        result.Lag.ShouldBe(0, $"{result}");
        // A few faults may all hit a moment without records in work; sixty don't.
        if (LongRun.IsOn)
            result.Deliveries.ShouldBeGreaterThan(settings.Records, $"records were read again: {result}");
    }
}
