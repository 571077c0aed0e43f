using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>
/// A Kafka cluster inside this process: librdkafka's mock cluster, which other clients reach over TCP like a real one. For development and
/// tests: nothing is durable, topics come on first use with 4 partitions, and there is no topic administration.
/// </summary>
public sealed class EmbeddedKafka : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<string, EmbeddedKafka> Running = new(StringComparer.Ordinal);
    private readonly Guid _id = Guid.NewGuid();
    private readonly IAdminClient _cluster;

    /// <summary>Starts the cluster on free ports of the loopback address; it lives until it is disposed.</summary>
    /// <param name="brokers">How many brokers. Default: 1. From 1 to 10.</param>
    public EmbeddedKafka(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(brokers, 10);

        var config = new AdminClientConfig { BootstrapServers = "127.0.0.1:1" };
        config.Set("test.mock.num.brokers", brokers.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _cluster = new AdminClientBuilder(config).SetLogHandler((_, _) => { }).Build();
        BootstrapServers = string.Join(',', _cluster.GetMetadata(MetadataTimeout).Brokers.Select(b => $"{b.Host}:{b.Port}"));
        Running[BootstrapServers] = this;
    }

    /// <summary>Where clients find the cluster: <c>host:port</c>, separated by commas.</summary>
    public string BootstrapServers { get; }

    /// <inheritdoc/>
    public void Dispose() => DisposeOnce();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        DisposeOnce();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether these brokers are a cluster of this process, which lacks what a real one has.</summary>
    internal static bool Is(string bootstrapServers) => Running.ContainsKey(bootstrapServers);

    /// <summary>What tells these brokers' topics from those of the same names of an earlier run; <see langword="null"/>: not ours.</summary>
    internal static Guid? IdOf(string bootstrapServers) => Running.TryGetValue(bootstrapServers, out var cluster) ? cluster._id : null;

    private void DisposeOnce()
    {
        if (Running.TryRemove(BootstrapServers, out _))
            _cluster.Dispose();
    }
}
