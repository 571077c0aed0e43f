using System.Diagnostics;

namespace Messaging.Benchmarks.Harness;

internal static class Until
{
    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan pause, TimeSpan patience, string what, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new TimeoutException($"Waited {patience} in vain for {what}.");
            await Task.Delay(pause, cancellationToken);
        }
    }
}
