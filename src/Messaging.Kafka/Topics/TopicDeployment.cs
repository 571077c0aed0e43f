using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Creates declared topics that are missing and compares the others.</summary>
internal sealed class TopicDeployment(KafkaSettings settings, ClusterFeatures features, Func<IAdminClient> admin, ILogger logger) : IDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);

    private static readonly CreateTopicsOptions CreateOptions = new()
    {
        RequestTimeout = TimeSpan.FromSeconds(5),
        OperationTimeout = TimeSpan.FromSeconds(5),
    };

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Completes when the topics are there, or it is known that they can't be created from here.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Whether every declared topic was seen.</summary>
    public bool Complete { get; private set; }

    /// <exception cref="KafkaException">No broker answered.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var metadata = await Task.Run(() => admin().GetMetadata(MetadataTimeout), cancellationToken);
            var present = metadata.Topics.Where(t => !t.Error.IsError).ToDictionary(t => t.Topic, t => t.Partitions.Count, StringComparer.Ordinal);
            var missing = settings.Topics.Where(t => !present.ContainsKey(t.Key)).ToList();
            if (missing.Count > 0)
                await CreateAsync([.. missing.Select(t => Specification(t.Key, t.Value, metadata.Brokers.Count))], cancellationToken);
            else
                Complete = true;

            if (!_ready.Task.IsCompleted)
                Compare(present);

            _ready.TrySetResult();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private void Compare(Dictionary<string, int> present)
    {
        foreach (var (name, options) in settings.Topics)
        {
            if (present.TryGetValue(name, out var partitions) && partitions < options.Partitions)
                logger.FewerPartitions(name, partitions, options.Partitions);
        }
    }

    private TopicSpecification Specification(string name, KafkaTopicOptions options, int brokers)
    {
        if (options.ReplicationFactor > brokers)
            logger.TooFewBrokers(name, options.ReplicationFactor.Value, brokers);

        return new TopicSpecification
        {
            Name = name,
            NumPartitions = options.Partitions,
            ReplicationFactor = options.ReplicationFactor ?? (short)Math.Min(3, brokers),
            Configs = new Dictionary<string, string>(options.Configs),
        };
    }

    private async Task CreateAsync(IReadOnlyList<TopicSpecification> missing, CancellationToken cancellationToken)
    {
        if (!features.HasAdministration)
        {
            Touch(missing);
            return;
        }

        try
        {
            await admin().CreateTopicsAsync(missing, CreateOptions).WaitAsync(cancellationToken);
            logger.TopicsCreated(string.Join(", ", missing.Select(t => t.Name)));
        }
        catch (CreateTopicsException exception)
        {
            foreach (var report in exception.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists))
                logger.TopicNotCreated(report.Topic, report.Error.Code, report.Error.Reason);
        }
        catch (KafkaException exception) when (exception.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_UnsupportedFeature)
        {
            // A mock cluster has no controller to answer; a real one may just be electing its.
            if (await features.LearnAsync(cancellationToken))
                throw;

            Touch(missing);
        }
    }

    // A cluster without topic administration may make a topic when somebody asks for it.
    private void Touch(IReadOnlyList<TopicSpecification> missing)
    {
        if (!_ready.Task.IsCompleted)
            logger.NoTopicAdministration(string.Join(", ", missing.Select(t => t.Name)));

        foreach (var topic in missing)
            admin().GetMetadata(topic.Name, MetadataTimeout);
    }
}
