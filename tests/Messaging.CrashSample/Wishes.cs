using Microsoft.EntityFrameworkCore;

namespace Messaging.CrashSample;

/// <summary>What a test wants of the work of a key, as rows of the database, so that it holds for every replica.</summary>
public static class Wishes
{
    /// <summary>Every piece of work of the key times out.</summary>
    public static string Fail(string key) => $"fail {key}";

    /// <summary>Every piece of work of the key stands still before its end.</summary>
    public static string Hold(string key) => $"hold {key}";

    /// <summary>Says on the standard output what has begun, and does as it is wished.</summary>
    public static async Task MeetAsync(CrashContext database, int number, string key, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync($"begun {number}");
        // The work itself.
        await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        if (await IsWishedAsync(Fail(key)))
            throw new TimeoutException("As it was wished.");
        var hold = await IsWishedAsync(Hold(key));
        if (hold)
            await Console.Out.WriteLineAsync($"standing {number}");
        for (; hold; hold = await IsWishedAsync(Hold(key)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);

        Task<bool> IsWishedAsync(string wish) => database.Rows.AnyAsync(row => row.Kind == wish, cancellationToken);
    }
}
