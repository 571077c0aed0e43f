using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Messaging.Kafka;

/// <summary>
/// What names a topic for ever: the id the broker gave it (a topic that is deleted and created again starts at offset 0 under a new one),
/// or its name where the broker gives none.
/// </summary>
internal sealed class TopicIds(ClusterFeatures features, SharedAdmin admin)
{
    private static readonly DescribeTopicsOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Asks again the next time; called when partitions are assigned, since the topic may have been created anew.</summary>
    public void Forget(string topic) => _known.TryRemove(topic, out _);

    /// <exception cref="KafkaException">The broker did not answer; the record must wait, or it would get another identity later.</exception>
    public async Task<string> OfAsync(string topic, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(topic, out var known))
            return known;

        // The embedded cluster forgets its topics when the process ends; a database that remembers them would take the next ones for the same.
        if (!features.HasAdministration)
            return features.EmbeddedId is { } cluster ? $"{topic}@{cluster}" : topic;

        var result = await admin.AskAsync(client => client.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), Options), cancellationToken);
        var id = result.TopicDescriptions.Single().TopicId;
        var name = id is null || (id.MostSignificantBits == 0 && id.LeastSignificantBits == 0) ? topic : id.ToString();
        _known[topic] = name;
        return name;
    }
}
