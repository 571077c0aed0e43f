namespace Messaging.Failures;

/// <summary>Whether endpoints of this process are waiting for their infrastructure, for health checks.</summary>
public sealed class EndpointWaits(TimeProvider time)
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);
    private long _last;

    /// <summary>Whether a message has waited for the database within the last 10 seconds.</summary>
    public bool AreWaiting
    {
        get
        {
            var last = Interlocked.Read(ref _last);
            return last != 0 && time.GetElapsedTime(last) < Recent;
        }
    }

    internal void LookedAgain() => Interlocked.Exchange(ref _last, time.GetTimestamp());
}
