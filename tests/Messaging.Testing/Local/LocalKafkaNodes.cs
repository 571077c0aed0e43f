using Messaging.Testing.Hosts;

namespace Messaging.Testing.Local;

/// <summary>Several Apache Kafka nodes that are one cluster, each in its own process, each broker and controller.</summary>
internal static class LocalKafkaNodes
{
    public static async Task<IReadOnlyList<KafkaServer>> StartAsync(Surroundings surroundings, int nodes, CancellationToken cancellationToken)
    {
        var home = surroundings.Setting("KAFKA_HOME");
        if (home is null || !File.Exists(Path.Combine(home, "bin", "kafka")))
            throw new ServerUnavailableException("A cluster of several nodes needs KAFKA_HOME with bin/kafka in it.");

        var ports = Enumerable.Range(0, nodes).Select(_ => (Broker: FreePort.Next(), Controller: FreePort.Next())).ToList();
        var voters = string.Join(',', ports.Select((port, index) => $"{index + 1}@127.0.0.1:{port.Controller}"));
        var servers = new List<KafkaServer>();
        foreach (var (index, (broker, controller)) in ports.Index())
        {
            var folder = await PrivateFolder.CreateAsync("kafka", owner: null, cancellationToken);
            var recipe = new ProcessRecipe
            {
                Program = Path.Combine(home, "bin", "kafka"),
                Arguments =
                [
                    "server", folder, $"{broker}", $"node.id={index + 1}", $"controller.quorum.voters={voters}", $"offsets.topic.replication.factor={nodes}",
                    $"default.replication.factor={nodes}", $"min.insync.replicas={Math.Max(1, nodes - 1)}",
                ],
                Environment = new Dictionary<string, string> { ["KAFKA_CONTROLLER_PORT"] = $"{controller}" },
                Log = Path.Combine(folder, "server.log"),
            };
            servers.Add(new KafkaServer(new LocalHost(recipe, folder), $"127.0.0.1:{broker}"));
        }

        try
        {
            // Together: none answers before most of them run.
            await Task.WhenAll(servers.Select(server => server.StartAsync(cancellationToken)));
            return servers;
        }
        catch
        {
            foreach (var server in servers)
                await server.DisposeAsync();
            throw;
        }
    }
}
