using System.Diagnostics;

namespace Messaging.Testing;

/// <summary>Waits for a condition instead of for a time, so that a test is as fast as what it waits for.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Asks again until <paramref name="condition"/> is true. An exception of the condition counts as "not yet", and is the inner
    /// exception of the <see cref="TimeoutException"/> when the time is up.
    /// </summary>
    /// <param name="condition">What must become true.</param>
    /// <param name="timeout">How long to wait at most; a condition that hangs is given up then, too.</param>
    /// <param name="because">What the test waits for, to complete the sentence "Waited in vain until ...".</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    public static Task BecomesTrueAsync(
        Func<Task<bool>> condition, TimeSpan timeout, string because, CancellationToken cancellationToken = default) =>
        BecomesTrueAsync(condition, timeout, because, static _ => false, cancellationToken);

    /// <inheritdoc cref="BecomesTrueAsync(Func{Task{bool}}, TimeSpan, string, CancellationToken)"/>
    public static Task BecomesTrueAsync(
        Func<bool> condition, TimeSpan timeout, string because, CancellationToken cancellationToken = default) =>
        BecomesTrueAsync(() => Task.FromResult(condition()), timeout, because, cancellationToken);

    /// <summary>Repeats <paramref name="action"/> until it does not throw, such as a block of assertions.</summary>
    public static Task SucceedsAsync(
        Func<Task> action, TimeSpan timeout, string because, CancellationToken cancellationToken = default) =>
        BecomesTrueAsync(
            async () =>
            {
                await action();
                return true;
            },
            timeout,
            because,
            cancellationToken);

    internal static async Task BecomesTrueAsync(
        Func<Task<bool>> condition, TimeSpan timeout, string because, Func<Exception, bool> givesUp, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        Exception? last = null;
        for (var left = timeout; left > TimeSpan.Zero; left = timeout - Stopwatch.GetElapsedTime(started))
        {
            try
            {
                if (await condition().WaitAsync(left, cancellationToken))
                    return;
                last = null;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !givesUp(exception))
            {
                // That the time is up says less than what was seen before.
                if (last is null || Stopwatch.GetElapsedTime(started) < timeout)
                    last = exception;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        throw new TimeoutException($"Waited {timeout.TotalSeconds:0.#} s in vain until {because}.{(last is null ? "" : " " + last.Message)}", last);
    }
}
