using Messaging.Depth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Depth;

/// <summary>The outbox as a queue: what is due and has not left. Who takes from it are the relays of all replicas, which are not counted.</summary>
internal sealed class OutboxDepthSource<TDbContext>(IServiceScopeFactory scopes, MessagingDatabases databases) : IQueueDepthSource
    where TDbContext : DbContext
{
    public string System => "outbox";

    public async Task<IReadOnlyList<QueueDepth>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var measured = await databases.For(context).MeasureAsync(context, cancellationToken).ConfigureAwait(false);
        return [new QueueDepth(System, typeof(TDbContext).Name, measured.Pending, Consumers: null, measured.OldestAge)];
    }
}
