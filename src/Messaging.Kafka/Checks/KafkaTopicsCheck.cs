using Confluent.Kafka;
using MassTransit;
using Messaging.Checks;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka;

/// <summary>Fewer partitions than declared: less work at the same time than was planned for, and adding some later moves keys.</summary>
internal sealed class KafkaTopicsCheck(KafkaHost kafka, IServiceProvider services) : IStartupCheck
{
    private const string Partitions = "topic-partitions";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal) { [Partitions] = CheckMode.Warn };

    public bool AsksServers => true;

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        services.GetService<IBusControl>();
        var servers = kafka.Settings.BootstrapServers;
        try
        {
            var metadata = await Task.Run(() => kafka.Admin.Ask(admin => admin.GetMetadata(Patience)), cancellationToken);
            var present = metadata.Topics.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
            return [.. kafka.Settings.Topics.Select(topic => Compare(topic.Key, topic.Value.Partitions, present.TryGetValue(topic.Key, out var count) ? count : null))];
        }
        catch (KafkaException exception)
        {
            return [CheckFinding.Unknown(Partitions, $"Kafka at {servers} does not answer: {exception.Error.Reason}", "brokers that answer", "Start them, or correct ConnectionStrings__Kafka.")];
        }
    }

    private static CheckFinding Compare(string topic, int declared, int? found) => found switch
    {
        null => CheckFinding.Good(Partitions, $"topic {topic}: not there yet", $"{declared}, made by the service when it starts"),
        { } count when count < declared => CheckFinding.Bad(
            Partitions, $"topic {topic}: {count}", $"at least {declared}",
            $"Lower Kafka__Partitions to {count}, or add partitions (kafka-topics.sh --alter --topic {topic} --partitions {declared}) while no message of it is under way, since keys move."),
        { } count => CheckFinding.Good(Partitions, $"topic {topic}: {count}", $"at least {declared}"),
    };
}
