using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// Group commit for one endpoint: the messages that wait are consumed one after the other in one transaction, one group at a time, so that
/// two groups of this process can't wait for each other's rows. When anything fails the transaction is rolled back, and each message is
/// consumed alone, as if there had been no group.
/// </summary>
internal sealed partial class CommitGroups<TDbContext>(IServiceProvider provider, int size, ILogger logger)
    where TDbContext : DbContext
{
    private readonly Lock _lock = new();
    private readonly Queue<GroupMember> _waiting = new();
    private bool _running;

    /// <summary>Waits for the message's turn and its commit.</summary>
    public Task<GroupOutcome> JoinAsync(GroupMember member)
    {
        lock (_lock)
        {
            _waiting.Enqueue(member);
            if (_running)
                return member.Outcome;
            _running = true;
        }

        // Not in the flow of the member that happens to be the first: the loop goes on when that one has long been acknowledged.
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(), null);
        return member.Outcome;
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } members)
        {
            var outcomes = await ConsumeAsync(members).ConfigureAwait(false);
            for (var i = 0; i < members.Count; i++)
                members[i].Complete(outcomes[i]);
        }
    }

    /// <summary>Whoever waits now; nobody is waited for.</summary>
    private List<GroupMember> Take()
    {
        var members = new List<GroupMember>(size);
        lock (_lock)
        {
            while (members.Count < size && _waiting.TryDequeue(out var member))
                members.Add(member);
            _running = members.Count > 0;
        }

        return members;
    }

    private async Task<GroupOutcome[]> ConsumeAsync(List<GroupMember> members)
    {
        // One message needs no group, and must not keep those from starting that come meanwhile.
        if (members.Count == 1)
            return [GroupOutcome.Alone];
        try
        {
            return await ConsumeTogetherAsync(members).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Told by the one that fails again when it is consumed alone.
            RolledBack(logger, members.Count, members[0].Entry.Endpoint, exception.Message);
            return new GroupOutcome[members.Count];
        }
    }

    private async Task<GroupOutcome[]> ConsumeTogetherAsync(List<GroupMember> members)
    {
        var cancellationToken = members[0].CancellationToken;
        await using var scope = provider.CreateAsyncScope();
        await using var unit = scope.ServiceProvider.GetRequiredService<UnitOfWork<TDbContext>>();
        var isNew = await unit.BeginAsync(members.ConvertAll(member => member.Entry), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < members.Count; i++)
        {
            if (!isNew[i])
                continue;
            await members[i].ConsumeAsync(scope).ConfigureAwait(false);
            await unit.SaveAsync(cancellationToken).ConfigureAwait(false);
        }

        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [.. isNew.Select(isFirst => isFirst ? GroupOutcome.Committed : GroupOutcome.Duplicate)];
    }

    [LoggerMessage(2104, LogLevel.Debug, "{Messages} messages of {Endpoint} were rolled back together, and are consumed one by one: {Reason}")]
    private static partial void RolledBack(ILogger logger, int messages, string endpoint, string reason);
}
