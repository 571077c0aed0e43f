using k8s.Models;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Npgsql;
using Orders.Service.Bus;
using Orders.Service.Operations;
using Orders.Service.Payments;
using Orders.Service.Persistence.Seeding;

namespace Orders.Service.Tests.Manifests;

/// <summary>Whether the service reads the settings that the manifests and Compose give it.</summary>
public sealed class SettingsTests
{
    // The host's own; a section of ours is added to the dictionary below.
    private static readonly string[] OfTheHost = ["ASPNETCORE_ENVIRONMENT", "ASPNETCORE_HTTP_PORTS"];

    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Failures"] = typeof(FailureOptions),
        ["Kafka"] = typeof(KafkaOptions),
        ["Messaging"] = typeof(TransactionalMessagingOptions),
        [OperationsOptions.Section] = typeof(OperationsOptions),
        [PaymentOptions.Section] = typeof(PaymentOptions),
        [StockOptions.Section] = typeof(StockOptions),
    };

    [Theory, MemberData(nameof(ManifestTests.Folders), MemberType = typeof(ManifestTests))]
    public async Task Every_key_is_one_that_the_service_reads(string folder)
    {
        var manifest = await Manifest.OfAsync(folder);
        foreach (var workload in manifest.Workloads.Where(one => one.IsOurs))
            EveryKeyIsRead(manifest.Environment(workload.Container));
    }

    [Fact]
    public async Task The_overlay_dev_gives_all_that_the_service_needs_outside_development()
    {
        var manifest = await Manifest.OfAsync("k8s/overlays/dev");
        foreach (var workload in manifest.Workloads.Where(one => one.IsOurs))
        {
            var variables = manifest.Environment(workload.Container);
            using var servers = Servers.From(Configuration(variables), new HostingEnvironment { EnvironmentName = variables["ASPNETCORE_ENVIRONMENT"] });
            servers.Warnings.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_base_alone_is_refused_with_the_name_of_what_is_missing()
    {
        var manifest = await Manifest.OfAsync("k8s/base");
        var configuration = Configuration(manifest.Environment(manifest.Service.Container));

        Should.Throw<MissingConnectionStringException>(() => Servers.From(configuration, new HostingEnvironment { EnvironmentName = "Production" }))
            .Message.ShouldStartWith("ConnectionStrings__Orders is not set.");
    }

    [Fact]
    public async Task The_connection_strings_of_the_overlay_dev_lead_to_its_servers()
    {
        var manifest = await Manifest.OfAsync("k8s/overlays/dev");
        var variables = manifest.Environment(manifest.Service.Container);
        var postgres = new NpgsqlConnectionStringBuilder(variables["ConnectionStrings__Orders"]);
        var rabbitMq = new Uri(variables["ConnectionStrings__RabbitMq"]);
        var kafka = variables["ConnectionStrings__Kafka"].Split(':');

        Listens(postgres.Host!, postgres.Port);
        var server = Of("postgres");
        (postgres.Username, postgres.Password, postgres.Database).ShouldBe((server["POSTGRES_USER"], server["POSTGRES_PASSWORD"], server["POSTGRES_DB"]));
        Listens(rabbitMq.Host, rabbitMq.Port);
        server = Of("rabbitmq");
        rabbitMq.UserInfo.ShouldBe($"{server["RABBITMQ_DEFAULT_USER"]}:{server["RABBITMQ_DEFAULT_PASS"]}");
        rabbitMq.AbsolutePath.ShouldBe("/" + server["RABBITMQ_DEFAULT_VHOST"]);
        Listens(kafka[0], int.Parse(kafka[1]));
        var redis = variables["ConnectionStrings__Redis"].Split(',');
        var redisPlace = redis[0].Split(':');
        Listens(redisPlace[0], int.Parse(redisPlace[1]));
        redis[1].ShouldBe($"password={Of("redis")["REDISCLI_AUTH"]}");
        Of("kafka")["KAFKA_ADVERTISED_LISTENERS"].ShouldBe($"BROKER://{variables["ConnectionStrings__Kafka"]}");

        void Listens(string host, int port) => manifest.Named<V1Service>(host).Spec.Ports.ShouldContain(one => one.Port == port);

        Dictionary<string, string> Of(string name) => manifest.Environment(manifest.Workloads.Single(one => one.Name == name).Container);
    }

    private static IConfigurationRoot Configuration(Dictionary<string, string> variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":"), (string?)pair.Value)))
        .Build();

    private static void EveryKeyIsRead(Dictionary<string, string> variables)
    {
        foreach (var section in Configuration(variables).GetChildren())
        {
            if (section.Key == "ConnectionStrings")
                section.GetChildren().Select(one => one.Key).ShouldBeSubsetOf(["Orders", "RabbitMq", "Kafka", "Redis"]);
            else if (Sections.TryGetValue(section.Key, out var options))
                section.Get(options, binder => binder.ErrorOnUnknownConfiguration = true).ShouldNotBeNull(section.Key);
            else
                OfTheHost.ShouldContain(section.Key);
        }
    }
}
