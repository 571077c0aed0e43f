using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>One signal for each context that has a relay here: several contexts in one host have an outbox each.</summary>
internal sealed class OutboxSignals : IDisposable
{
    private readonly ConcurrentDictionary<Type, OutboxSignal> _signals = new();
    private readonly OutboxSignal _nobodys = new();

    public OutboxSignal Of<TDbContext>()
        where TDbContext : DbContext => _signals.GetOrAdd(typeof(TDbContext), static _ => new OutboxSignal());

    /// <summary>The signal of the context's relay, which may be registered for a base class of it.</summary>
    public OutboxSignal For(DbContext context)
    {
        for (var type = context.GetType(); type is not null; type = type.BaseType)
        {
            if (_signals.TryGetValue(type, out var signal))
                return signal;
        }

        return _nobodys;
    }

    public void Dispose()
    {
        foreach (var signal in _signals.Values)
            signal.Dispose();
        _nobodys.Dispose();
    }
}
