using Confluent.Kafka;
using MassTransit;
using Messaging.Checks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Kafka;

/// <summary>What can be told of Kafka from the settings alone.</summary>
internal sealed class KafkaSettingsCheck(KafkaHost kafka, IServiceProvider services) : IStartupCheck
{
    private const string Tls = "tls";

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal) { [Tls] = CheckMode.Warn };

    public bool AsksServers => false;

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        services.GetService<IBusControl>();
        if (services.GetService<IHostEnvironment>()?.IsDevelopment() is true)
            return Task.FromResult<IReadOnlyList<CheckFinding>>([]);
        var client = kafka.Settings.Client();
        var protocol = client.SecurityProtocol ?? SecurityProtocol.Plaintext;
        var isLocal = (client.BootstrapServers ?? "").Split(',').All(server => server.Trim().Split(':')[0] is "localhost" or "127.0.0.1" or "");
        var found = $"Kafka: security.protocol={protocol} to {client.BootstrapServers}";
        const string Expected = "Ssl or SaslSsl, or brokers on this machine";
        return Task.FromResult<IReadOnlyList<CheckFinding>>(
        [
            isLocal || protocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl
                ? CheckFinding.Good(Tls, found, Expected)
                : CheckFinding.Bad(Tls, found, Expected, "Set SecurityProtocol in UsingKafka (kafka.Configure), with a TLS listener at the brokers; or set Checks__tls=Off where the network itself is private."),
        ]);
    }
}
