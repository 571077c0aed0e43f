using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Messaging.Endpoints;
using Messaging.Failures;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Redis;

/// <summary>Puts an endpoint together: pipeline, scheduler, and the loops that take messages for it.</summary>
internal static class RedisEndpointBuilder
{
    public static BuiltEndpoint Build<T>(
        string name, EndpointSettings settings, IBusInstance bus, RedisHost host, IRiderRegistrationContext context,
        Action<RedisEndpointConfiguration<T>> configure, params IReadOnlyList<IDeliverySource> sources)
        where T : class
    {
        var reader = new DeliveryReader<T>(host.Settings.Json, settings);
        var parent = bus.HostConfiguration.CreateReceiveEndpointConfiguration(name, null);
        var configuration = new RedisEndpointConfiguration<T>(bus, parent, settings, reader);
        configure(configuration);
        if (configuration.Validate().Where(result => result.Disposition == ValidationResultDisposition.Failure).ToList() is { Count: > 0 } failures)
            throw new ConfigurationException($"The Redis endpoint {settings.Name} is not valid: {string.Join("; ", failures)}");

        var endpoint = configuration.BuildContext();
        var kinds = context.GetService<FailureClassification>() ?? new FailureClassification(context.GetServices<IFailureClassifier>());
        var options = context.GetService<Endpoints.EndpointSettings>()?.For(settings.Source) ?? new EndpointOptions();
        settings.HandlerDeadline ??= (options.Deadline * (options.Failures.Immediate.Retries + 1)) + settings.TakeOverAfter;
        var waits = context.GetService<EndpointWaits>();
        var monitors = new List<EndpointMonitor>();
        var loops = new List<Func<EndpointLoop>>();
        foreach (var source in sources)
        {
            var processor = new DeliveryProcessor<T>(endpoint, reader, source, kinds, options.Failures, settings, host);
            var scheduler = new DeliveryScheduler(configuration.Concurrency, settings, host.Time, processor.ProcessAsync);
            var monitor = new EndpointMonitor(settings, scheduler);
            monitors.Add(monitor);
            loops.Add(() => new EndpointLoop(settings, source, scheduler, monitor, reader.KeyOf, waits, host));
        }

        return new BuiltEndpoint(new RedisReceiveTransport(endpoint, monitors, loops), endpoint, settings);
    }
}
