using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Messaging.Kafka;

/// <summary>What is different about a topic that is there and one that is declared, in words that say what to do.</summary>
internal static class TopicComparison
{
    private const string CleanupPolicy = "cleanup.policy";
    private static readonly DescribeConfigsOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(5) };

    public static async Task<IReadOnlyList<TopicDifference>> FindAsync(
        IReadOnlyDictionary<string, KafkaTopicOptions> declared, Metadata metadata, bool hasAdministration, SharedAdmin admin,
        CancellationToken cancellationToken)
    {
        var found = new List<TopicDifference>();
        var present = metadata.Topics.Where(t => !t.Error.IsError && declared.ContainsKey(t.Topic)).ToList();
        foreach (var topic in present)
        {
            var options = declared[topic.Topic];
            if (topic.Partitions.Count < options.Partitions && hasAdministration)
            {
                found.Add(new(topic.Topic, options, $"has {topic.Partitions.Count} partitions and {options.Partitions} are declared; adding some moves keys"));
            }

            if (topic.Partitions.Count > 0 && options.ReplicationFactor > topic.Partitions.Min(p => p.Replicas.Length))
            {
                var replicas = topic.Partitions.Min(p => p.Replicas.Length);
                found.Add(new(topic.Topic, options, $"has {replicas} replicas and {options.ReplicationFactor} are declared, on {metadata.Brokers.Count} brokers"));
            }
        }

        if (hasAdministration)
            found.AddRange(await PoliciesAsync([.. present.Select(t => t.Topic).Where(t => declared[t].Configs.ContainsKey(CleanupPolicy))], declared, admin, cancellationToken));

        return found;
    }

    private static async Task<IReadOnlyList<TopicDifference>> PoliciesAsync(
        IReadOnlyList<string> topics, IReadOnlyDictionary<string, KafkaTopicOptions> declared, SharedAdmin admin, CancellationToken cancellationToken)
    {
        if (topics.Count == 0)
            return [];

        var results = await admin.AskAsync(
            client => client.DescribeConfigsAsync(topics.Select(t => new ConfigResource { Type = ResourceType.Topic, Name = t }), Options), cancellationToken);
        return
        [
            .. from result in results
               let topic = result.ConfigResource.Name
               let wanted = declared[topic].Configs[CleanupPolicy]
               let actual = result.Entries[CleanupPolicy].Value
               where !Parts(wanted).SetEquals(Parts(actual))
               select new TopicDifference(topic, declared[topic], $"has {CleanupPolicy} {actual} and {wanted} is declared; compaction drops records of a key"),
        ];
    }

    private static HashSet<string> Parts(string policy) =>
        [.. policy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
