namespace Messaging.Kafka;

/// <summary>One difference between a topic and its declaration.</summary>
internal sealed record TopicDifference(string Topic, KafkaTopicOptions Declared, string Words)
{
    public override string ToString() => $"Topic {Topic} {Words}.";
}
