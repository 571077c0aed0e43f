namespace Messaging.Failures;

/// <summary>
/// The time of one attempt. Its token ends with the deadline or with <paramref name="outer"/>; it is made, with its timer, when it is asked for:
/// a consumer that never does can't be told anyway, and most are over before.
/// </summary>
internal sealed class AttemptClock(TimeSpan deadline, TimeProvider time, CancellationToken outer) : IDisposable
{
    private readonly long _started = time.GetTimestamp();
    private Alarm? _alarm;
    private bool _disposed;

    /// <summary>Whether the deadline is over.</summary>
    public bool IsLate => _alarm?.Late.IsCancellationRequested ?? Left == TimeSpan.Zero;

    public CancellationToken Token
    {
        get
        {
            if (Volatile.Read(ref _alarm) is { } alarm)
                return alarm.Token;
            // The attempt is over, and there is no time to keep any more.
            if (_disposed)
                return outer;

            alarm = new Alarm(Left, time, outer);
            if (Interlocked.CompareExchange(ref _alarm, alarm, null) is not { } first)
                return alarm.Token;

            alarm.Dispose();
            return first.Token;
        }
    }

    private TimeSpan Left =>
        deadline == Timeout.InfiniteTimeSpan ? deadline
        : time.GetElapsedTime(_started) is var elapsed && elapsed < deadline ? deadline - elapsed
        : TimeSpan.Zero;

    public void Dispose()
    {
        _disposed = true;
        _alarm?.Dispose();
    }

    private sealed class Alarm : IDisposable
    {
        private readonly CancellationTokenSource _ended;

        public Alarm(TimeSpan left, TimeProvider time, CancellationToken outer)
        {
            Late = new CancellationTokenSource(left, time);
            _ended = CancellationTokenSource.CreateLinkedTokenSource(outer, Late.Token);
            Token = _ended.Token;
        }

        public CancellationTokenSource Late { get; }

        public CancellationToken Token { get; }

        public void Dispose()
        {
            _ended.Dispose();
            Late.Dispose();
        }
    }
}
