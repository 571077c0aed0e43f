using Messaging.Testing.Hosts;

namespace Messaging.Testing.Local;

/// <summary>RabbitMQ from <c>rabbitmq-server</c>, with its management API and an epmd that is not the machine's.</summary>
internal static class LocalRabbitMq
{
    private const string User = "rabbitmq";

    private static readonly ServerSettings Defaults = new()
    {
        ["loopback_users"] = "none",
        ["disk_free_limit.absolute"] = "500MB",
        ["default_user"] = "test",
        ["default_pass"] = "test",
        ["default_vhost"] = "orders",
    };

    public static async Task<Offer<RabbitMqServer>> TryAsync(
        Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        if (surroundings.Find("rabbitmq-server") is not { } program || surroundings.Find("rabbitmqctl") is not { } control
            || surroundings.Find("epmd") is not { } epmd)
        {
            return Offer<RabbitMqServer>.None("no RabbitMQ is installed (rabbitmq-server, rabbitmqctl and epmd)");
        }

        var folder = await PrivateFolder.CreateAsync("rabbitmq", owner: null, cancellationToken);
        var (port, management) = (FreePort.Next(), FreePort.Next());
        var places = new ServerSettings
        {
            ["listeners.tcp.default"] = $"127.0.0.1:{port}",
            ["management.tcp.ip"] = "127.0.0.1",
            ["management.tcp.port"] = $"{management}",
        };
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "rabbitmq.conf"),
            Defaults.With(settings).With(places).Select(setting => $"{setting.Key} = {setting.Value}"),
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), "[rabbitmq_management].\n", cancellationToken);
        await RunAs.GiveAsync(folder, User, cancellationToken);

        var environment = Variables(folder, port);
        var recipe = new ProcessRecipe
        {
            Program = program,
            Arguments = [],
            Environment = environment,
            Log = Path.Combine(folder, "server.log"),
            User = User,
        };
        var mapper = await WatchedProcess.StartAsync(
            recipe with { Program = epmd, Log = Path.Combine(folder, "epmd.log") }, folderToDelete: null, cancellationToken);

        return Offer<RabbitMqServer>.Of(await ServerSearch.ReadyAsync(
            new RabbitMqServer(
                new LocalHost(recipe, folder, mapper),
                $"amqp://test:test@127.0.0.1:{port}/orders",
                new Uri($"http://127.0.0.1:{management}/"),
                (arguments, token) => ProgramRun.ExpectAsync(control, arguments, token, environment, User)),
            cancellationToken));
    }

    private static Dictionary<string, string> Variables(string folder, int port) => new(StringComparer.Ordinal)
    {
        ["HOME"] = folder,
        ["RABBITMQ_NODENAME"] = $"test{port}@localhost",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = $"{port}",
        ["RABBITMQ_DIST_PORT"] = $"{FreePort.Next()}",
        ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = $"{FreePort.Next()}",
        // Makes the script become the server by exec, so that the pid we know is the server's.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };
}
