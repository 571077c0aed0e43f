using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Reads and checks the times of <see cref="EnqueueOptions"/>.</summary>
internal static class EnqueueTimes
{
    // Beyond that somebody mistook the unit.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);

    public static TimeSpan DelayOf(EnqueueOptions options, DateTimeOffset now)
    {
        if (options is { Delay: not null, At: not null })
            throw new ArgumentException("A task has a delay or a time at which it may run, not both.", nameof(options));
        if (options.Delay is { } delay && (delay < TimeSpan.Zero || delay > Longest))
            throw new ArgumentException($"The delay of a task is from 0 to {Longest.TotalDays:0} days; this one is {delay}.", nameof(options));
        if (options.At is not { } at)
            return options.Delay ?? TimeSpan.Zero;
        if (at - now > Longest)
            throw new ArgumentException($"A task may run in at most {Longest.TotalDays:0} days; this one at {at:O}.", nameof(options));
        return at > now ? at - now : TimeSpan.Zero;
    }

    public static void Check(EnqueueOptions options)
    {
        if (options.Expires is { } expires && (expires <= TimeSpan.Zero || expires > Longest))
            throw new ArgumentException($"A task expires after more than 0 and at most {Longest.TotalDays:0} days; this one after {expires}.", nameof(options));
        if (options.Key is { Length: 0 or > 255 })
            throw new ArgumentException($"The key of a task has 1 to 255 characters; this one has {options.Key.Length}.", nameof(options));
    }
}
