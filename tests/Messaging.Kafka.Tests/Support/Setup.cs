using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests.Support;

/// <summary>What a test wants of its service. Topic and group are its own.</summary>
public sealed record Setup(string Servers)
{
    private static readonly string Run = Guid.NewGuid().ToString("N")[..8];
    private static int _number;

    public string Topic { get; init; } = $"notes-{Run}-{Interlocked.Increment(ref _number)}";

    public string Group { get; init; } = $"group-{Run}-{Interlocked.Increment(ref _number)}";

    public int Partitions { get; init; } = 4;

    public Func<ConsumeContext<Note>, IServiceProvider, Task> Handle { get; init; } = (_, _) => Task.CompletedTask;

    public Action<IKafkaTopicEndpointConfigurator<string, Note>>? Endpoint { get; init; }

    public Action<IKafkaConfigurator>? Kafka { get; init; }

    /// <summary>Where effects, inbox and parked keys are; none without it.</summary>
    public NotesDatabase? Database { get; init; }

    public Action<KafkaParkingOptions>? Parking { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    public string DeadLetters => $"{Topic}.{Group}.dlt";
}
