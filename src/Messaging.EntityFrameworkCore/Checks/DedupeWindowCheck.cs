using Messaging.Checks;
using Messaging.Endpoints;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Checks;

/// <summary>A message that comes again after the inbox has forgotten it takes effect twice.</summary>
internal sealed class DedupeWindowCheck(IOptions<TransactionalMessagingOptions> options, EndpointSettings settings, IServiceProvider services) : IStartupCheck
{
    private const string Name = "dedupe-window";

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal) { [Name] = CheckMode.Fail };

    public bool AsksServers => false;

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        // Building the bus names its endpoints.
        services.GetService<IBusControl>();
        var window = TimeSpan.FromDays(options.Value.InboxDays);
        var (endpoint, horizon) = settings.Names.Select(name => (Name: name, Horizon: HorizonOf(settings.For(name)))).DefaultIfEmpty(("(none)", TimeSpan.Zero)).MaxBy(one => one.Item2);
        var found = $"the inbox remembers {window}; on {endpoint} a message may come again until {horizon} after its first delivery";
        const string Expected = "an inbox that remembers longer than the longest redelivery";
        return Task.FromResult<IReadOnlyList<CheckFinding>>(
        [
            horizon < window
                ? CheckFinding.Good(Name, found, Expected)
                : CheckFinding.Bad(Name, found, Expected, $"Raise Messaging__InboxDays to {Math.Ceiling(horizon.TotalDays) + 1} (at most 90), or shorten Failures__Redelivery or Endpoints__{endpoint}__Failures__Redelivery."),
        ]);
    }

    private static TimeSpan HorizonOf(EndpointOptions endpoint)
    {
        var attempts = endpoint.Failures.Immediate.Retries + 1;
        var held = (endpoint.Deadline * attempts) + (endpoint.Failures.Immediate.MaxDelay * attempts);
        return endpoint.Failures.Ladder.Aggregate(held, (sum, delay) => sum + delay + held);
    }
}
