namespace Messaging.Testing;

/// <summary>The configuration of a single node that is broker and controller, small and quick.</summary>
internal static class KafkaConfiguration
{
    /// <summary>What holds wherever the node runs.</summary>
    public static ServerSettings Common { get; } = new()
    {
        ["process.roles"] = "broker,controller",
        ["node.id"] = "1",
        ["listener.security.protocol.map"] = "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        ["inter.broker.listener.name"] = "BROKER",
        ["controller.listener.names"] = "CONTROLLER",
        ["num.partitions"] = "4",
        ["offsets.topic.replication.factor"] = "1",
        ["offsets.topic.num.partitions"] = "4",
        ["transaction.state.log.replication.factor"] = "1",
        ["transaction.state.log.num.partitions"] = "4",
        ["transaction.state.log.min.isr"] = "1",
        ["group.initial.rebalance.delay.ms"] = "0",
        ["log.cleaner.dedupe.buffer.size"] = "16777216",
        ["auto.create.topics.enable"] = "false",
        // A killed node is known to its own controller until this is over, and can't come back before.
        ["broker.session.timeout.ms"] = "1500",
        ["broker.heartbeat.interval.ms"] = "500",
    };

    public static ServerSettings Create(string folder, int port, int controller, ServerSettings? settings) =>
        Common.With(new ServerSettings
        {
            ["controller.quorum.voters"] = $"1@127.0.0.1:{controller}",
            ["listeners"] = $"BROKER://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
            ["advertised.listeners"] = $"BROKER://127.0.0.1:{port}",
            ["log.dirs"] = Path.Combine(folder, "data"),
        }).With(settings);
}
