using MassTransit;
using MassTransit.Middleware;
using Messaging.DeadLetters;
using MassTransit.Transports;
using Messaging.Endpoints;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Failures;

/// <summary>Applies the one policy for failures to an endpoint.</summary>
public static class FailurePolicyExtensions
{
    /// <summary>
    /// Infrastructure: wait; transient: retries, then redelivery (when the endpoint has a scheduler), then dead letter; permanent: dead letter.
    /// Call it before the inbox, so that each attempt has a transaction of its own.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="context">The registration.</param>
    /// <param name="redelivery">Whether messages may be redelivered later; order by key does not allow it.</param>
    /// <param name="name">The name under which <c>Endpoints:NAME</c> changes the settings of <c>Failures</c>; the last part of the endpoint's address when not given.</param>
    public static void UseFailurePolicy(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, bool redelivery = true, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var classification = context.GetRequiredService<FailureClassification>();
        name ??= endpoint.InputAddress.GetEndpointName() ?? endpoint.InputAddress.ToString();
        var settings = context.GetRequiredService<EndpointSettings>().ForConfigured(name);
        var time = context.GetService<TimeProvider>() ?? TimeProvider.System;
        var ladder = settings.Failures.Ladder;
        if (redelivery && ladder.Count > 0)
        {
            endpoint.UseScheduledRedelivery(retry =>
            {
                retry.Intervals([.. ladder]);
                retry.Handle<Exception>(exception => classification.Classify(exception) is FailureKind.Transient);
            });
        }

        var policy = new FailureRetryPolicy(classification, settings.Failures, context.GetRequiredService<EndpointWaits>());
        endpoint.UseMessageRetry(retry => retry.SetRetryPolicy(_ => policy));
        // Inside the retries: each attempt has the whole time.
        _ = new DeadlineObserver(endpoint, settings.Deadline, name, classification, context.GetRequiredService<FailureInstruments>(), time);
        endpoint.ConfigureError(error =>
        {
            error.UseFilter(new InfrastructureFilter(classification));
            error.UseFilter(new FaultSizeFilter(context.GetService<IDeadLetterStore>(), time));
            error.UseFilter(new FailedAttemptsFilter());
            error.UseFilter(new GenerateFaultFilter());
            error.UseFilter(new ErrorTransportFilter());
        });
    }

    /// <summary>Registers what <see cref="UseFailurePolicy"/> needs, with the settings of the sections <c>Failures</c> and <c>Endpoints</c>.</summary>
    /// <remarks>Settings that there are not, or that can't be, end the start of the host with every one of them named.</remarks>
    public static IServiceCollection AddFailurePolicy(this IServiceCollection services)
    {
        services.AddOptions<FailureOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            if (provider.GetService<IConfiguration>() is { } configuration)
                FailureSettings.ReadCommon(configuration, options);
        });
        services.TryAddSingleton<FailureClassification>();
        services.TryAddSingleton<FailureInstruments>();
        services.TryAddSingleton<EndpointWaits>();
        services.TryAddSingleton<EndpointSettings>();
        services.AddHostedService<EndpointSettingsCheck>();
        return services;
    }

    /// <summary>
    /// The endpoint stops while a message waits for the infrastructure: the message goes back to its queue, never to the dead letters.
    /// </summary>
    private sealed class InfrastructureFilter(FailureClassification classification) : IFilter<ExceptionReceiveContext>
    {
        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
            classification.Classify(context.Exception) is FailureKind.Infrastructure
                ? Task.FromException(context.Exception)
                : next.Send(context);

        public void Probe(ProbeContext context) => context.CreateFilterScope("infrastructure");
    }
}
