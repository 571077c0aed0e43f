using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Messaging.DeadLetters;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis;

/// <summary>Connects the rider to the bus once that is built.</summary>
internal sealed class RedisBusSpecification(IRiderRegistrationContext context, RedisHost host, IReadOnlyList<IRedisEndpoint> endpoints)
    : IBusInstanceSpecification
{
    public void Configure(IBusInstance busInstance)
    {
        var collection = new ReceiveEndpointCollection();
        var built = new List<BuiltEndpoint>();
        foreach (var endpoint in endpoints)
        {
            var one = endpoint.Build(busInstance, host, context);
            built.Add(one);
            collection.Add(endpoint.Name, new ReceiveEndpoint(one.Transport, one.Context));
        }

        host.Watch(built);
        // Without a table for them, dead letters stay in their streams.
        List<DeadLetterCollector> collectors = context.GetService<IDeadLetterStore>() is { } store
            ? [.. built.Select(one => one.Settings.DeadStream).Distinct(StringComparer.Ordinal).Select(stream => new DeadLetterCollector(stream, store, host))]
            : [];
        busInstance.Connect<IRedisRider>(new RedisRider(host, collection, [.. built.Select(one => one.Transport)], collectors));
    }

    public IEnumerable<ValidationResult> Validate()
    {
        foreach (var twice in endpoints.GroupBy(endpoint => endpoint.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return this.Failure("Endpoint", $"{twice.Key} is configured twice");
    }
}
