using System.Collections.Concurrent;

namespace Orders.Service.Http.Idempotency;

/// <summary>
/// The keys whose first request is still in work in this process. With SQLite that is everyone; with PostgreSQL the other replicas are
/// kept out by an advisory lock.
/// </summary>
internal sealed class KeysInWork
{
    private readonly ConcurrentDictionary<IdempotencyKey, Claim> _claims = new();

    /// <returns>To be disposed when the work is done; <see langword="null"/> when the key is in work.</returns>
    public IDisposable? TryClaim(IdempotencyKey key)
    {
        var claim = new Claim(this, key);
        return _claims.TryAdd(key, claim) ? claim : null;
    }

    private sealed class Claim(KeysInWork owner, IdempotencyKey key) : IDisposable
    {
        public void Dispose() => owner._claims.TryRemove(new KeyValuePair<IdempotencyKey, Claim>(key, this));
    }
}
