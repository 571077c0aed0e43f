namespace Messaging.Redis;

/// <summary>Exponential delays with jitter, so that what failed together does not come back together.</summary>
internal sealed record Backoff(TimeSpan Min, TimeSpan Max)
{
    /// <summary>The delay before try number <paramref name="attempt"/> (1 is the first repetition): between half of the step and the step.</summary>
    public TimeSpan Next(int attempt)
    {
        var step = Min * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30));
        if (step > Max)
            step = Max;

#pragma warning disable CA5394 // Jitter needs no secret.
        return step * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
