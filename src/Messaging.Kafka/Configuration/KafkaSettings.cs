using System.Text.Json;
using System.Text.Json.Serialization;
using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>What <c>UsingKafka</c> was configured with.</summary>
internal sealed class KafkaSettings
{
    public string BootstrapServers { get; set; } = "";

    public bool CollectDeadLetters { get; set; }

    public List<Action<ClientConfig>> Clients { get; } = [];

    public List<Action<ConsumerConfig>> Consumer { get; } = [];

    public List<Action<ProducerConfig>> Producer { get; } = [];

    public Dictionary<string, KafkaTopicOptions> Topics { get; } = new(StringComparer.Ordinal);

    public JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public ClientConfig Client()
    {
        var config = new ClientConfig { BootstrapServers = BootstrapServers };
        foreach (var configure in Clients)
            configure(config);

        return config;
    }
}
