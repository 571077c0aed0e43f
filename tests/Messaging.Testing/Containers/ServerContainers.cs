using System.Text;
using DotNet.Testcontainers.Builders;

namespace Messaging.Testing.Containers;

/// <summary>How each server is configured when it runs in a container, on ports of 127.0.0.1 that are chosen beforehand.</summary>
internal static class ServerContainers
{
    public static Task<Offer<PostgresServer>> PostgresAsync(Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var all = new ServerSettings { ["max_connections"] = "300" }.With(settings);
        return ContainerPlace.TryAsync(
            surroundings,
            images => new ContainerBuilder(images.Postgres)
                .WithPortBinding(port, 5432)
                .WithEnvironment("POSTGRES_PASSWORD", "postgres")
                .WithCommand([.. all.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })]),
            (container, daemon) => new PostgresServer(
                new ContainerHost(container, daemon),
                $"Host=127.0.0.1;Port={port};Database=postgres;Username=postgres;Password=postgres"),
            cancellationToken);
    }

    public static Task<Offer<RedisServer>> RedisAsync(Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var all = new ServerSettings { ["appendonly"] = "yes", ["save"] = "" }.With(settings);
        return ContainerPlace.TryAsync(
            surroundings,
            images => new ContainerBuilder(images.Redis)
                .WithPortBinding(port, 6379)
                .WithCommand(["redis-server", .. all.SelectMany(setting => new[] { "--" + setting.Key, setting.Value })]),
            (container, daemon) => new RedisServer(new ContainerHost(container, daemon), $"127.0.0.1:{port}"),
            cancellationToken);
    }

    public static Task<Offer<RabbitMqServer>> RabbitMqAsync(Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        var (port, management) = (FreePort.Next(), FreePort.Next());
        var lines = string.Concat((settings ?? []).Select(setting => $"{setting.Key} = {setting.Value}\n"));
        return ContainerPlace.TryAsync(
            surroundings,
            images => new ContainerBuilder(images.RabbitMq)
                // The data is kept under the node's name, which is the host's.
                .WithHostname("rabbitmq")
                .WithPortBinding(port, 5672)
                .WithPortBinding(management, 15672)
                .WithEnvironment("RABBITMQ_DEFAULT_USER", "test")
                .WithEnvironment("RABBITMQ_DEFAULT_PASS", "test")
                .WithEnvironment("RABBITMQ_DEFAULT_VHOST", "orders")
                .WithResourceMapping(Encoding.UTF8.GetBytes(lines), "/etc/rabbitmq/conf.d/90-tests.conf"),
            (container, daemon) => new RabbitMqServer(
                new ContainerHost(container, daemon),
                $"amqp://test:test@127.0.0.1:{port}/orders",
                new Uri($"http://127.0.0.1:{management}/"),
                async (arguments, token) =>
                {
                    var result = await container.ExecAsync(["rabbitmqctl", .. arguments], token);
                    return result.ExitCode == 0
                        ? result.Stdout
                        : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)}: {result.Stdout}{result.Stderr}");
                }),
            cancellationToken);
    }

    public static Task<Offer<KafkaServer>> KafkaAsync(Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var all = KafkaConfiguration.Common.With(new ServerSettings
        {
            ["controller.quorum.voters"] = "1@localhost:9093",
            ["listeners"] = "BROKER://:9092,CONTROLLER://:9093",
            ["advertised.listeners"] = $"BROKER://127.0.0.1:{port}",
        }).With(settings);
        return ContainerPlace.TryAsync(
            surroundings,
            images => all.Aggregate(
                new ContainerBuilder(images.Kafka).WithPortBinding(port, 9092),
                // The image reads a.b.c from the variable KAFKA_A_B_C.
                (configured, setting) => configured.WithEnvironment("KAFKA_" + setting.Key.Replace('.', '_').ToUpperInvariant(), setting.Value)),
            (container, daemon) => new KafkaServer(new ContainerHost(container, daemon), $"127.0.0.1:{port}"),
            cancellationToken);
    }
}
