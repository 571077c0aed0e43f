using MassTransit;
using MassTransit.Middleware;
using Messaging.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
    /// <param name="redelivery">Whether messages may be redelivered later; Kafka's order by key does not allow it.</param>
    public static void UseFailurePolicy(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, bool redelivery = true)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var classification = context.GetRequiredService<FailureClassification>();
        var options = context.GetRequiredService<IOptions<FailureOptions>>().Value;
        var ladder = options.Redelivery.Count > 0 ? [.. options.Redelivery] : FailureOptions.DefaultRedelivery.ToArray();
        if (redelivery && ladder.Length > 0)
        {
            endpoint.UseScheduledRedelivery(retry =>
            {
                retry.Intervals(ladder);
                retry.Handle<Exception>(exception => classification.Classify(exception) is FailureKind.Transient);
            });
        }

        var policy = new FailureRetryPolicy(classification, options, context.GetRequiredService<EndpointWaits>());
        endpoint.UseMessageRetry(retry => retry.SetRetryPolicy(_ => policy));
        endpoint.ConfigureError(error =>
        {
            error.UseFilter(new InfrastructureFilter(classification));
            error.UseFilter(new FaultSizeFilter(context.GetService<IDeadLetterStore>(), context.GetService<TimeProvider>() ?? TimeProvider.System));
            error.UseFilter(new GenerateFaultFilter());
            error.UseFilter(new ErrorTransportFilter());
        });
    }

    /// <summary>Registers what <see cref="UseFailurePolicy"/> needs.</summary>
    public static IServiceCollection AddFailurePolicy(this IServiceCollection services)
    {
        services.AddOptions<FailureOptions>();
        services.AddSingleton<EndpointWaits>();
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
