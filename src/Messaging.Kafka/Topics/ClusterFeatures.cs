using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Whether the cluster is a whole one: librdkafka's mock cluster can neither create topics nor tell their ids.</summary>
internal sealed class ClusterFeatures(KafkaSettings settings, SharedAdmin admin, ILogger logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private volatile bool _mock;

    public bool HasAdministration => !_mock && !EmbeddedKafka.Is(settings.BootstrapServers);

    /// <summary>What names the cluster where its topics have no ids of their own; <see langword="null"/>: nothing does.</summary>
    public Guid? EmbeddedId => EmbeddedKafka.IdOf(settings.BootstrapServers);

    /// <summary>
    /// Asks for something that every real broker knows, whoever is controller. Only a clear no counts: taking a real cluster for a mock
    /// would give records without an id another identity.
    /// </summary>
    public async Task<bool> LearnAsync(CancellationToken cancellationToken)
    {
        if (!HasAdministration)
            return false;

        try
        {
            // ListConsumerGroupsAsync would ask the same, but librdkafka frees its errors twice (seen with 2.16).
            await Task.Run(() => admin.Ask(client => client.ListGroups(Timeout)), cancellationToken);
        }
        catch (KafkaException exception)
        {
            _mock = exception.Error.Code == ErrorCode.Local_UnsupportedFeature;
            logger.FeaturesLearned(exception.Error.Code, exception.Error.Reason);
        }

        return HasAdministration;
    }
}
