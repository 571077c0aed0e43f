using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>
/// The one administration client of the process. Disposing frees the client's memory, whoever is inside of it: a call that blocks must have
/// returned before, or the process ends with it.
/// </summary>
internal sealed class SharedAdmin(Func<IAdminClient> create) : IDisposable
{
    private readonly ReaderWriterLockSlim _inUse = new();
    private readonly Lazy<IAdminClient> _client = new(create);
    private bool _disposed;

    /// <summary>For its asynchronous calls.</summary>
    public IAdminClient Client => _client.Value;

    /// <summary>Asks something on this thread, and waits for the answer.</summary>
    /// <exception cref="ObjectDisposedException">The process stops.</exception>
    public T Ask<T>(Func<IAdminClient, T> question)
    {
        _inUse.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return question(_client.Value);
        }
        finally
        {
            _inUse.ExitReadLock();
        }
    }

    /// <summary>Waits for whoever asks; each has a time limit.</summary>
    public void Dispose()
    {
        _inUse.EnterWriteLock();
        try
        {
            if (!_disposed && _client.IsValueCreated)
                _client.Value.Dispose();
            _disposed = true;
        }
        finally
        {
            _inUse.ExitWriteLock();
        }
    }
}
