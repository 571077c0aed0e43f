using Messaging.Testing;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Keeps the COMMIT of one transaction, which is known by a text that it writes, until it is let go.</summary>
public sealed class HeldCommit
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldCommit(TcpProxy proxy, string text) => proxy.OnCommit = async transaction =>
    {
        if (transaction.Contains(text, StringComparison.Ordinal))
        {
            _arrived.TrySetResult();
            await _letGo.Task;
        }

        return CommitFate.Passes;
    };

    /// <summary>Completes when the transaction has written everything and wants to commit.</summary>
    public Task Arrived => _arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void LetGo() => _letGo.TrySetResult();
}
