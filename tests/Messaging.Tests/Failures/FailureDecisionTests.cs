using Messaging.Failures;

namespace Messaging.Tests.Failures;

/// <summary>The whole policy as one table.</summary>
public sealed class FailureDecisionTests
{
    private const int Never = 0;

    private static readonly FailureOptions Defaults = new();

    private static readonly FailureOptions Own = new()
    {
        Immediate = new ImmediateRetryOptions { Retries = 1, MinDelay = TimeSpan.FromMilliseconds(7), MaxDelay = TimeSpan.FromMilliseconds(8) },
        Redelivery = [TimeSpan.FromSeconds(5)],
        MinInfrastructureDelay = TimeSpan.FromMilliseconds(10),
        MaxInfrastructureDelay = TimeSpan.FromMilliseconds(15),
    };

    [Theory]
    // Infrastructure waits, longer each time and for ever, whatever else has been tried.
    [InlineData(FailureKind.Infrastructure, 0, 0, 0, FailureAction.Wait, 250)]
    [InlineData(FailureKind.Infrastructure, 0, 1, 0, FailureAction.Wait, 500)]
    [InlineData(FailureKind.Infrastructure, 0, 4, 0, FailureAction.Wait, 4_000)]
    [InlineData(FailureKind.Infrastructure, 0, 5, 0, FailureAction.Wait, 5_000)]
    [InlineData(FailureKind.Infrastructure, 0, int.MaxValue, 0, FailureAction.Wait, 5_000)]
    [InlineData(FailureKind.Infrastructure, 99, 0, 99, FailureAction.Wait, 250)]
    // Transient: three retries, then three redeliveries, then the dead letters.
    [InlineData(FailureKind.Transient, 0, 0, 0, FailureAction.Retry, 50)]
    [InlineData(FailureKind.Transient, 1, 0, 0, FailureAction.Retry, 100)]
    [InlineData(FailureKind.Transient, 2, 0, 0, FailureAction.Retry, 200)]
    [InlineData(FailureKind.Transient, 3, 0, 0, FailureAction.Redeliver, 10_000)]
    [InlineData(FailureKind.Transient, 0, 0, 1, FailureAction.Retry, 50)]
    [InlineData(FailureKind.Transient, 3, 0, 1, FailureAction.Redeliver, 60_000)]
    [InlineData(FailureKind.Transient, 3, 0, 2, FailureAction.Redeliver, 600_000)]
    [InlineData(FailureKind.Transient, 3, 0, 3, FailureAction.DeadLetter, Never)]
    [InlineData(FailureKind.Transient, 3, 0, int.MaxValue, FailureAction.DeadLetter, Never)]
    // A wait in between is no attempt.
    [InlineData(FailureKind.Transient, 0, 99, 0, FailureAction.Retry, 50)]
    // Permanent: the dead letters at once.
    [InlineData(FailureKind.Permanent, 0, 0, 0, FailureAction.DeadLetter, Never)]
    [InlineData(FailureKind.Permanent, 3, 9, 3, FailureAction.DeadLetter, Never)]
    public void By_default(FailureKind kind, int retries, int waits, int redeliveries, FailureAction action, int milliseconds) =>
        FailureDecision.Of(kind, retries, waits, redeliveries, Defaults)
            .ShouldBe(new FailureDecision(action, TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(FailureKind.Infrastructure, 0, 0, 0, FailureAction.Wait, 10)]
    [InlineData(FailureKind.Infrastructure, 0, 1, 0, FailureAction.Wait, 15)]
    [InlineData(FailureKind.Transient, 0, 0, 0, FailureAction.Retry, 7)]
    [InlineData(FailureKind.Transient, 1, 0, 0, FailureAction.Redeliver, 5_000)]
    [InlineData(FailureKind.Transient, 1, 0, 1, FailureAction.DeadLetter, Never)]
    [InlineData(FailureKind.Permanent, 0, 0, 0, FailureAction.DeadLetter, Never)]
    public void With_settings_of_ones_own(FailureKind kind, int retries, int waits, int redeliveries, FailureAction action, int milliseconds) =>
        FailureDecision.Of(kind, retries, waits, redeliveries, Own)
            .ShouldBe(new FailureDecision(action, TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void No_delay_between_retries_is_longer_than_the_longest()
    {
        var options = new FailureOptions { Immediate = new ImmediateRetryOptions { Retries = 20 } };

        Enumerable.Range(0, 20).Select(retries => FailureDecision.Of(FailureKind.Transient, retries, 0, 0, options).Delay)
            .ShouldAllBe(delay => delay <= options.Immediate.MaxDelay && delay >= options.Immediate.MinDelay);
        FailureDecision.Of(FailureKind.Transient, 19, 0, 0, options).Delay.ShouldBe(options.Immediate.MaxDelay);
    }
}
