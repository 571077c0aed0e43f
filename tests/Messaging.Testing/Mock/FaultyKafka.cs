using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Messaging.Testing.Mock;

/// <summary>
/// librdkafka's mock cluster with faults on demand: errors in answers, brokers that are down or slow, leaders and coordinators that move. The
/// clients under test reach it over TCP like any other.
/// </summary>
public sealed class FaultyKafka : IDisposable
{
    private readonly IntPtr _client;
    private readonly IntPtr _cluster;
    private bool _disposed;

    /// <summary>Starts the cluster; its brokers are numbered from 1.</summary>
    public FaultyKafka(int brokers)
    {
        Brokers = brokers;
        var error = new byte[512];
        _client = Librdkafka.New(Librdkafka.Producer, Librdkafka.ConfNew(), error, (nuint)error.Length);
        if (_client == IntPtr.Zero)
            throw new InvalidOperationException($"librdkafka made no client: {System.Text.Encoding.UTF8.GetString(error).TrimEnd('\0')}");
        _cluster = Librdkafka.ClusterNew(_client, brokers);
        if (_cluster == IntPtr.Zero)
            throw new InvalidOperationException("librdkafka made no mock cluster.");
        Librdkafka.SetRebalanceDelay(_cluster, 0);
        BootstrapServers = Marshal.PtrToStringUTF8(Librdkafka.Bootstraps(_cluster))!;
    }

    /// <summary>How many brokers there are.</summary>
    public int Brokers { get; }

    /// <summary>Where clients find it.</summary>
    public string BootstrapServers { get; }

    /// <summary>Creates a topic.</summary>
    public void CreateTopic(string topic, int partitions, int replicas) => Require(Librdkafka.TopicCreate(_cluster, topic, partitions, replicas));

    /// <summary>Lets the next requests of a kind fail, one for each error, whoever sends them.</summary>
    public void FailNext(KafkaApi api, params ErrorCode[] errors) =>
        Librdkafka.PushErrors(_cluster, (short)api, (nuint)errors.Length, [.. errors.Select(error => (int)error)]);

    /// <summary>What was to fail and has not been asked for yet succeeds.</summary>
    public void ForgetFailures(KafkaApi api) => Librdkafka.ClearErrors(_cluster, (short)api);

    /// <summary>Cuts a broker off; its connections close.</summary>
    public void BrokerDown(int broker) => Require(Librdkafka.BrokerDown(_cluster, broker));

    /// <summary>Brings a broker back.</summary>
    public void BrokerUp(int broker) => Require(Librdkafka.BrokerUp(_cluster, broker));

    /// <summary>Delays every answer of a broker.</summary>
    public void SetRoundTrip(int broker, TimeSpan time) => Require(Librdkafka.SetRoundTrip(_cluster, broker, (int)time.TotalMilliseconds));

    /// <summary>Makes a broker the leader of a partition.</summary>
    public void MoveLeader(string topic, int partition, int broker) => Require(Librdkafka.SetLeader(_cluster, topic, partition, broker));

    /// <summary>Makes a broker the coordinator of a group.</summary>
    public void MoveCoordinator(string group, int broker) => Require(Librdkafka.SetCoordinator(_cluster, "group", group, broker));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        Librdkafka.ClusterDestroy(_cluster);
        Librdkafka.Destroy(_client);
    }

    private static void Require(int error)
    {
        if (error != 0)
            throw new KafkaException((ErrorCode)error);
    }
}
