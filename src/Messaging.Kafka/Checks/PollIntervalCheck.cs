using Confluent.Kafka;
using MassTransit;
using Messaging.Checks;
using Messaging.Failures;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka;

/// <summary>
/// The rider polls while records are retried, so that retries alone never cost a member its place. But a revocation waits for what is in work, without
/// polling: retries that take longer than it may wait are begun again by the next member each time.
/// </summary>
internal sealed class PollIntervalCheck(KafkaHost kafka, IServiceProvider services) : IStartupCheck
{
    private const string Name = "poll-interval";

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal) { [Name] = CheckMode.Fail };

    public bool AsksServers => false;

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        services.GetService<IBusControl>();
        return Task.FromResult<IReadOnlyList<CheckFinding>>([.. kafka.Endpoints.Select(endpoint => Compare(endpoint.Settings))]);
    }

    private CheckFinding Compare(EndpointSettings endpoint)
    {
        var immediate = services.GetRequiredService<Endpoints.EndpointSettings>().For(endpoint.Topic).Failures.Immediate;
        var budget = immediate.MaxDelay * immediate.Retries;
        ConsumerConfig config = ConsumerSettings.Build(kafka.Settings, endpoint);
        var wait = ConsumerSettings.RevokeDeadline(config, endpoint);
        var found = $"topic {endpoint.Topic}: {immediate.Retries} retries wait up to {budget}";
        var expected = $"less than a revocation waits, {wait} (DrainTimeout, and a third of max.poll.interval.ms)";
        return budget < wait
            ? CheckFinding.Good(Name, found, expected)
            : CheckFinding.Bad(Name, found, expected, $"Lower Endpoints__{endpoint.Topic}__Failures__Immediate__Retries or MaxDelay, or raise DrainTimeout of the endpoint and max.poll.interval.ms.");
    }
}
