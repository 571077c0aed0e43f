using MassTransit;
using Messaging.Failures;
using Messaging.Parking;

namespace Messaging.RabbitMq;

/// <summary>What becomes of a message of an ordered queue when its retries are used up: a transient failure parks its key, a permanent one holds it.</summary>
internal sealed class OrderedFailureFilter(QueueParking parking, FailureClassification failures) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var delivery = context.GetPayload<OrderedDelivery>();
        var kind = failures.Classify(context.Exception);
        delivery.Attempts = Math.Max(context.GetFailedAttempts(), 1);
        if (kind is FailureKind.Transient && parking.TriesAgain)
        {
            await parking.ParkAsync(context, delivery, context.Exception).ConfigureAwait(false);
        }
        else
        {
            // To the error queue first. Killed in between it fails again, into the same dead letter.
            await next.Send(context).ConfigureAwait(false);
            await parking.HoldAsync(context, delivery, context.Exception).ConfigureAwait(false);
        }

        context.GetOrAddPayload(() => SettledFailure.Instance);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("orderedFailure");
}
