using MassTransit;
using MassTransit.Middleware.Rescue;
using MassTransit.Transports;
using Messaging.Failures;

namespace Messaging.RabbitMq;

/// <summary>
/// A message that no consumer of its queue takes is a permanent failure: it goes to the error queue at once. Left alone it would go to a
/// queue that nobody looks at; thrown, it would come again up to the delivery limit and end without a reason.
/// </summary>
internal sealed class UnknownTypeFilter(string queue) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var exception = new PermanentFailureException(
            $"No consumer on the queue {queue} takes message {context.GetMessageId()}, because of its type. Send it to another queue, or add a consumer for its type here.");
        if (!context.TryGetPayload(out IErrorTransport? errors))
            throw exception;
        await errors.Send(new RescueExceptionReceiveContext(context, exception)).ConfigureAwait(false);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("unknownType");
}
