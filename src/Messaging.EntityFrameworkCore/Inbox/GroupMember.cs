using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>A message that waits to be consumed together with others.</summary>
/// <param name="entry">Its inbox row.</param>
/// <param name="consume">Runs its consumer in the scope of the group.</param>
/// <param name="cancellationToken">Ends with its endpoint.</param>
internal sealed class GroupMember(InboxEntry entry, Func<IServiceScope, Task> consume, CancellationToken cancellationToken)
{
    // The consumer belongs to the trace of its own message, whoever runs the group.
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();
    private readonly TaskCompletionSource<GroupOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InboxEntry Entry => entry;

    public CancellationToken CancellationToken => cancellationToken;

    public Task<GroupOutcome> Outcome => _outcome.Task;

    public Task ConsumeAsync(IServiceScope scope)
    {
        if (_flow is null)
            return consume(scope);
        Task? consuming = null;
        ExecutionContext.Run(_flow, _ => consuming = consume(scope), null);
        return consuming!;
    }

    public void Complete(GroupOutcome outcome) => _outcome.TrySetResult(outcome);
}
