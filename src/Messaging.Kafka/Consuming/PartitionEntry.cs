using Confluent.Kafka;
using Messaging.Parking;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>
/// What a member does before its first record of a partition: it commits the offset that it stands at, which the broker refuses to a
/// stranger, and claims the partition in the database. The commit comes first, so that a member which was frozen disturbs nobody; and again
/// after the claim, so that one which was frozen in between goes no further.
/// </summary>
internal sealed class PartitionEntry(
    RecordScheduler scheduler, OffsetCommitter committer, IPartitionClaims? claims, EndpointSettings settings, TopicIds topics, TimeProvider time, ILogger logger)
{
    private static readonly Backoff Delays = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    /// <summary>Begins, unless that is done or under way.</summary>
    public void Begin(PartitionWork work)
    {
        // It ends with the partition, and does not throw.
        if (scheduler.MustEnter(work))
            _ = Task.Run(() => EnterAsync(work), CancellationToken.None);
    }

    private async Task EnterAsync(PartitionWork work)
    {
        for (var attempt = 1; scheduler.EntryOf(work) is not null; attempt++)
        {
            try
            {
                await committer.ConfirmAsync(work);
                if (claims is null)
                {
                    scheduler.Enter(work, null);
                    return;
                }

                var claim = await claims.ClaimAsync(await AddressAsync(work.Partition), CancellationToken.None);
                await committer.ConfirmAsync(work);
                scheduler.Enter(work, claim);
                return;
            }
            catch (Exception exception)
            {
                // Not in the group just now, or a server is away: the records wait, here or with another member.
                logger.NotEntered(settings.Topic, settings.Group, work.Partition.Partition.Value, exception.Message);
            }

            await Task.Delay(Delays.Next(attempt), time, CancellationToken.None);
        }
    }

    private async Task<PartitionAddress> AddressAsync(TopicPartition partition) => new(
        KafkaActivities.System, settings.Topic, await topics.OfAsync(settings.Topic, CancellationToken.None), settings.Group, partition.Partition.Value);
}
