using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Creates declared topics that are missing and compares the others.</summary>
internal sealed class TopicDeployment(KafkaSettings settings, ClusterFeatures features, SharedAdmin admin, ILogger logger) : IDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);

    private static readonly CreateTopicsOptions CreateOptions = new()
    {
        RequestTimeout = TimeSpan.FromSeconds(5),
        OperationTimeout = TimeSpan.FromSeconds(5),
    };

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Completes when the topics are there, or it is known that they can't be created from here.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What is wrong with a topic that must be as declared; <see langword="null"/>: nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether every declared topic was seen.</summary>
    public bool Complete { get; private set; }

    /// <exception cref="KafkaException">No broker answered.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var metadata = await Task.Run(() => admin.Ask(client => client.GetMetadata(MetadataTimeout)), cancellationToken);
            var present = metadata.Topics.Where(t => !t.Error.IsError).Select(t => t.Topic).ToHashSet(StringComparer.Ordinal);
            // Before anything is asked that a mock cluster never answers.
            if (!_ready.Task.IsCompleted)
                await features.LearnAsync(cancellationToken);

            var missing = settings.Topics.Where(t => !present.Contains(t.Key)).ToList();
            if (missing.Count > 0)
                await CreateAsync([.. missing.Select(t => Specification(t.Key, t.Value, metadata.Brokers.Count))], cancellationToken);

            if (!_ready.Task.IsCompleted && !await CompareAsync(metadata, cancellationToken))
                return;

            Complete = missing.Count == 0;
            _ready.TrySetResult();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<bool> CompareAsync(Metadata metadata, CancellationToken cancellationToken)
    {
        var differences = await TopicComparison.FindAsync(settings.Topics, metadata, features.HasAdministration, admin, cancellationToken);
        foreach (var difference in differences.Where(d => !d.Declared.MustMatch && _told.Add(d.ToString())))
            logger.TopicDiffers(difference.Topic, difference.Words);

        var fatal = differences.FirstOrDefault(d => d.Declared.MustMatch);
        if (fatal is not null && _told.Add(fatal.ToString()))
            logger.TopicMustMatch(fatal.Topic, fatal.Words);

        Problem = fatal?.ToString();
        return fatal is null;
    }

    private TopicSpecification Specification(string name, KafkaTopicOptions options, int brokers)
    {
        if (options.ReplicationFactor > brokers && _told.Add($"{name} {brokers}"))
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
            await admin.AskAsync(client => client.CreateTopicsAsync(missing, CreateOptions), cancellationToken);
            logger.TopicsCreated(string.Join(", ", missing.Select(t => t.Name)));
        }
        catch (CreateTopicsException exception)
        {
            foreach (var report in exception.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists && _told.Add($"{r.Topic} {r.Error.Code}")))
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
            admin.Ask(client => client.GetMetadata(topic.Name, MetadataTimeout));
    }
}
