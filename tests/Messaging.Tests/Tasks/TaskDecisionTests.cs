using Messaging.Failures;
using Messaging.Tasks;

namespace Messaging.Tests.Tasks;

/// <summary>When a task that failed comes again: the count-down of its type, doubled each time up to a limit, and spread.</summary>
public sealed class TaskDecisionTests
{
    private const double Middle = 0.5;

    private static readonly TaskDeclaration Task = new(
        typeof(object), "Task", "queue", MaxRetries: 100, CountDown: TimeSpan.FromSeconds(60), MaxCountDown: TimeSpan.FromHours(1), SoftTimeLimit: TimeSpan.FromMinutes(4));

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 120)]
    [InlineData(3, 240)]
    [InlineData(6, 1920)]
    [InlineData(7, 3600)]
    [InlineData(100, 3600)]
    public void The_count_down_doubles_up_to_its_limit(int attempts, int seconds) =>
        Decide(attempts: attempts).RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(0, 48)]
    [InlineData(0.25, 54)]
    [InlineData(0.75, 66)]
    [InlineData(0.999_999_999, 72)]
    public void Jitter_spreads_it_by_20_percent_to_both_sides(double jitter, int seconds) =>
        Decide(jitter: jitter).RetryAfter!.Value.ShouldBe(TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(1));

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void A_task_comes_again_as_often_as_its_type_says(int attempts, bool again) =>
        Decide(Task with { MaxRetries = 3 }, attempts: attempts).RetryAfter.HasValue.ShouldBe(again);

    [Fact]
    public void A_task_with_no_retries_has_failed_at_once() => Decide(Task with { MaxRetries = 0 }).RetryAfter.ShouldBeNull();

    [Fact]
    public void A_permanent_failure_does_not_come_again() => Decide(kind: FailureKind.Permanent).RetryAfter.ShouldBeNull();

    [Fact]
    public void A_delay_that_the_task_asks_for_is_taken_as_it_is_but_gives_no_further_attempt()
    {
        var asks = new InvalidOperationException("outer", new RetryTaskException(TimeSpan.FromSeconds(5)));

        Decide(exception: asks, attempts: 3, jitter: 0).RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        Decide(exception: asks, kind: FailureKind.Permanent).RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        Decide(Task with { MaxRetries = 3 }, exception: asks, attempts: 4).RetryAfter.ShouldBeNull();
    }

    private static TaskDecision Decide(
        TaskDeclaration? task = null, Exception? exception = null, FailureKind kind = FailureKind.Transient, int attempts = 1, double jitter = Middle) =>
        TaskDecision.Of(task ?? Task, exception ?? new TimeoutException(), kind, attempts, jitter);
}
