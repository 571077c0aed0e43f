using System.Reflection;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.CrashSample;

/// <summary>The library's access to the database, with a place to crash before and after its steps.</summary>
// A proxy is made by deriving from this class.
#pragma warning disable CA1852
internal class CrashingDatabase : DispatchProxy, IInboxDays, IOutboxFloor
#pragma warning restore CA1852
{
    private IMessagingDatabase _inner = null!;

    public static IMessagingDatabase Around(IMessagingDatabase inner)
    {
        var proxy = Create<IMessagingDatabase, CrashingDatabase>();
        ((CrashingDatabase)(object)proxy)._inner = inner;
        return proxy;
    }

    public Task<bool> TryOpenAsync(DbContext context, IReadOnlyList<DateOnly> wanted, int days, CancellationToken cancellationToken) =>
        ((IInboxDays)_inner).TryOpenAsync(context, wanted, days, cancellationToken);

    public Task<FloorReading> ReadFloorAsync(DbContext context, long floor, CancellationToken cancellationToken) =>
        ((IOutboxFloor)_inner).ReadFloorAsync(context, floor, cancellationToken);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case nameof(IMessagingDatabase.FlushAsync):
                CrashPoint.ReachBeforeCommit();
                break;
            case nameof(IMessagingDatabase.DeleteAsync):
                CrashPoint.Reach("before the delete");
                return AfterAsync((Task)targetMethod.Invoke(_inner, args)!, "after the delete");
            case nameof(IMessagingDatabase.EnterInboxAsync):
                CrashPoint.Reach("after the inbox row");
                break;
        }

        return targetMethod.Invoke(_inner, args);
    }

    private static async Task AfterAsync(Task step, string point)
    {
        await step;
        CrashPoint.Reach(point);
    }
}
