using MassTransit;
using MassTransit.Middleware.Rescue;
using MassTransit.Transports;
using Messaging.Failures;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.DeadLetters;

/// <summary>Dead letters of a bus in memory.</summary>
public static class DirectDeadLetterExtensions
{
    /// <summary>
    /// Stores what fails on this endpoint, and what no consumer of it takes, in <see cref="IDeadLetterStore"/> instead of the endpoint's
    /// queues <c>_error</c> and <c>_skipped</c>. Call it before <see cref="FailurePolicyExtensions.UseFailurePolicy"/>.
    /// </summary>
    public static void UseDirectDeadLetters(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var transport = new Lazy<StoringErrorTransport>(() => new StoringErrorTransport(
            context.GetRequiredService<IDeadLetterStore>(), "rabbitmq", context.GetService<TimeProvider>() ?? TimeProvider.System));
        endpoint.ConfigureError(error => error.UseFilter(new Direct(transport)));
        endpoint.ConfigureDeadLetter(skipped => skipped.UseFilter(new Skipped(transport)));
    }

    private sealed class Direct(Lazy<StoringErrorTransport> transport) : IFilter<ExceptionReceiveContext>
    {
        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
        {
            context.AddOrUpdatePayload<IErrorTransport>(() => transport.Value, _ => transport.Value);
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("directDeadLetters");
    }

    private sealed class Skipped(Lazy<StoringErrorTransport> transport) : IFilter<ReceiveContext>
    {
        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
            transport.Value.Send(new RescueExceptionReceiveContext(context, new PermanentFailureException(
                $"No consumer on {context.InputAddress} takes message {context.GetMessageId()}, because of its type. Send it to another queue, or add a consumer for its type here.")));

        public void Probe(ProbeContext context) => context.CreateFilterScope("directDeadLetters");
    }
}
