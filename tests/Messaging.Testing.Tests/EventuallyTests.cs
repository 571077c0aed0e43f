namespace Messaging.Testing.Tests;

public sealed class EventuallyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_condition_that_becomes_true_ends_the_wait()
    {
        var asked = 0;
        await Eventually.BecomesTrueAsync(() => ++asked == 3, TimeSpan.FromSeconds(10), "it was asked three times", Token);
        asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_condition_that_throws_is_asked_again()
    {
        var asked = 0;
        await Eventually.SucceedsAsync(
            () => ++asked < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask,
            TimeSpan.FromSeconds(10),
            "it did not throw",
            Token);
        asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_wait_in_vain_says_what_for_and_what_was_last_wrong()
    {
        var error = await Should.ThrowAsync<TimeoutException>(() => Eventually.SucceedsAsync(
            () => throw new InvalidOperationException("The stock is 4."), TimeSpan.FromMilliseconds(120), "the stock was 5", Token));
        error.Message.ShouldBe("Waited 0.1 s in vain until the stock was 5. The stock is 4.");
        error.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task A_condition_that_hangs_is_given_up()
    {
        var never = new TaskCompletionSource<bool>();
        await Should.ThrowAsync<TimeoutException>(() =>
            Eventually.BecomesTrueAsync(() => never.Task, TimeSpan.FromMilliseconds(200), "it answered", Token));
    }

    [Fact]
    public async Task A_cancelled_wait_ends_as_cancelled()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Eventually.BecomesTrueAsync(() => false, TimeSpan.FromSeconds(10), "never", cancelled.Token));
    }
}
