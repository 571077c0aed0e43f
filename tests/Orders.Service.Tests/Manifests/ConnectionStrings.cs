using Npgsql;

namespace Orders.Service.Tests.Manifests;

/// <summary>Where the service's connection strings lead.</summary>
internal static class ConnectionStrings
{
    /// <summary>Fails where one leads to no server, to a port that the server has not, or with other names and passwords than the server's.</summary>
    /// <param name="variables">The environment of the service.</param>
    /// <param name="server">The environment and the ports of a server, by its host name.</param>
    public static void ShouldLeadTo(Dictionary<string, string> variables, Func<string, (Dictionary<string, string> Environment, IEnumerable<int> Ports)> server)
    {
        var postgres = new NpgsqlConnectionStringBuilder(variables["ConnectionStrings__Orders"]);
        var (environment, ports) = server(postgres.Host!);
        ports.ShouldContain(postgres.Port);
        (postgres.Username, postgres.Password, postgres.Database).ShouldBe((environment["POSTGRES_USER"], environment["POSTGRES_PASSWORD"], environment["POSTGRES_DB"]));

        var rabbitMq = new Uri(variables["ConnectionStrings__RabbitMq"]);
        (environment, ports) = server(rabbitMq.Host);
        ports.ShouldContain(rabbitMq.Port);
        rabbitMq.UserInfo.ShouldBe($"{environment["RABBITMQ_DEFAULT_USER"]}:{environment["RABBITMQ_DEFAULT_PASS"]}");
        rabbitMq.AbsolutePath.ShouldBe("/" + environment["RABBITMQ_DEFAULT_VHOST"]);

        // What a broker says of itself is where its clients go.
        var kafka = variables["ConnectionStrings__Kafka"];
        (environment, _) = server(kafka.Split(':')[0]);
        environment["KAFKA_ADVERTISED_LISTENERS"].Split(',').Select(listener => new Uri(listener).Authority).ShouldContain(kafka);
        environment["KAFKA_LISTENERS"].Split(',').Select(listener => listener.Split(':')[^1]).ShouldContain(kafka.Split(':')[1]);

        var redis = variables["ConnectionStrings__Redis"].Split(',');
        (environment, ports) = server(redis[0].Split(':')[0]);
        ports.ShouldContain(int.Parse(redis[0].Split(':')[1]));
        redis[1].ShouldBe($"password={environment["REDISCLI_AUTH"]}");
    }
}
