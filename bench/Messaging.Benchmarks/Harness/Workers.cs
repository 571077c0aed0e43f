namespace Messaging.Benchmarks.Harness;

internal static class Workers
{
    public const int Count = 16;

    /// <summary>Does something so many times, sixteen at a time.</summary>
    public static Task RunAsync(int times, Func<int, Task> action)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Task.Run(async () =>
        {
            int number;
            while ((number = Interlocked.Increment(ref next)) < times)
                await action(number);
        })));
    }
}
