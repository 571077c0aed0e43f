using Messaging.Parking;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq;

/// <summary>Which replica's messages take effect: the one to which the broker delivered last. It fences one that was frozen meanwhile.</summary>
internal sealed class QueueClaims(IPartitionClaims claims, string queue, Patience patience, ILogger logger)
{
    private readonly PartitionAddress _address = new(OrderedKeys.System, queue, queue, queue, OrderedKeys.Partition);

    public Task<PartitionClaim> ClaimAsync(CancellationToken cancellationToken) => patience.AskAsync(
        () => claims.ClaimAsync(_address, cancellationToken), _ => true, reason => OrderedQueueLog.ClaimWaits(logger, queue, reason), cancellationToken);
}
