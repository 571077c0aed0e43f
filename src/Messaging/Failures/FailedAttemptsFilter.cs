using MassTransit;

namespace Messaging.Failures;

/// <summary>Says on a message that goes to the dead letters how often consumers have failed on it.</summary>
internal sealed class FailedAttemptsFilter : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        context.ExceptionHeaders.Set(MessagingHeaders.FailedAttempts, context.GetAllFailedAttempts());
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("failedAttempts");
}
