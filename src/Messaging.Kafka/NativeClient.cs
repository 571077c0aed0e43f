namespace Messaging.Kafka;

/// <summary>
/// A client of librdkafka, created when it is first used and freed when nobody is inside of it: Confluent.Kafka asks whether it is closed
/// before it calls into native memory, and a process in which it was freed between the two ends with a signal.
/// </summary>
internal sealed class NativeClient<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    private readonly ReaderWriterLockSlim _inUse = new();
    private T? _client;
    private object? _creating;
    private bool _disposed;

    /// <summary>Calls it on this thread. What the call began and did not wait for may be under way when the client is freed.</summary>
    /// <exception cref="ObjectDisposedException">It was freed.</exception>
    public TResult Use<TResult>(Func<T, TResult> call)
    {
        _inUse.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return call(LazyInitializer.EnsureInitialized(ref _client, ref _creating, create));
        }
        finally
        {
            _inUse.ExitReadLock();
        }
    }

    /// <summary>Waits for whoever is inside; each call has a time limit.</summary>
    public void Dispose()
    {
        _inUse.EnterWriteLock();
        try
        {
            if (_disposed)
                return;

            _disposed = true;
            _client?.Dispose();
        }
        finally
        {
            _inUse.ExitWriteLock();
        }
    }
}
