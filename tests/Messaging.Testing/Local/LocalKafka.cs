using Messaging.Testing.Hosts;

namespace Messaging.Testing.Local;

/// <summary>One Apache Kafka node in KRaft mode from <c>KAFKA_HOME</c>, in either of two layouts.</summary>
internal static class LocalKafka
{
    public static async Task<Offer<KafkaServer>> TryAsync(
        Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        if (surroundings.Setting("KAFKA_HOME") is not { } home)
            return Offer<KafkaServer>.None("KAFKA_HOME is not set");
        if (!HasJava(surroundings))
            return Offer<KafkaServer>.None("KAFKA_HOME is set, but there is no Java (17 or later; in the PATH or under JAVA_HOME)");

        var compact = Path.Combine(home, "bin", "kafka");
        var official = Path.Combine(home, "bin", "kafka-server-start.sh");
        if (!File.Exists(compact) && !File.Exists(official))
        {
            throw new ServerUnavailableException(
                $"KAFKA_HOME is {home}, but there is neither bin/kafka-server-start.sh (an unpacked download of Apache Kafka) nor bin/kafka in it.");
        }

        var folder = await PrivateFolder.CreateAsync("kafka", owner: null, cancellationToken);
        var (port, controller) = (FreePort.Next(), FreePort.Next());
        var recipe = File.Exists(compact)
            ? Compact(compact, folder, port, controller, settings)
            : await OfficialAsync(home, folder, KafkaConfiguration.Create(folder, port, controller, settings), cancellationToken);
        return Offer<KafkaServer>.Of(
            await ServerSearch.ReadyAsync(new KafkaServer(new LocalHost(recipe, folder), $"127.0.0.1:{port}"), cancellationToken));
    }

    private static ProcessRecipe Compact(string program, string folder, int port, int controller, ServerSettings? settings) => new()
    {
        Program = program,
        Arguments = ["server", folder, $"{port}", .. (settings ?? []).Select(setting => $"{setting.Key}={setting.Value}")],
        Environment = new Dictionary<string, string> { ["KAFKA_CONTROLLER_PORT"] = $"{controller}" },
        Log = Path.Combine(folder, "server.log"),
    };

    private static async Task<ProcessRecipe> OfficialAsync(
        string home, string folder, ServerSettings configuration, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "server.properties");
        await File.WriteAllLinesAsync(file, configuration.Select(setting => $"{setting.Key}={setting.Value}"), cancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["LOG_DIR"] = Path.Combine(folder, "log"),
            ["KAFKA_HEAP_OPTS"] = Environment.GetEnvironmentVariable("KAFKA_HEAP_OPTS") ?? "-Xms256m -Xmx512m",
        };
        await ProgramRun.ExpectAsync(
            Path.Combine(home, "bin", "kafka-storage.sh"),
            ["format", "--cluster-id", "MkU3OEVBNTcwNTJENDM2Qg", "--config", file],
            cancellationToken,
            environment);
        return new ProcessRecipe
        {
            Program = Path.Combine(home, "bin", "kafka-server-start.sh"),
            Arguments = [file],
            Environment = environment,
            Log = Path.Combine(folder, "server.log"),
        };
    }

    private static bool HasJava(Surroundings surroundings) =>
        surroundings.Find("java") is not null
        || (surroundings.Setting("JAVA_HOME") is { } home && File.Exists(Path.Combine(home, "bin", "java")));
}
