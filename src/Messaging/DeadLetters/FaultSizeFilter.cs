using System.Globalization;
using System.Text;
using MassTransit;
using MassTransit.Middleware.Rescue;
using MassTransit.Transports;

namespace Messaging.DeadLetters;

/// <summary>
/// Keeps the reason of a failure from making its message unsendable. The headers of an AMQP message travel in one frame of 128 KiB, over which
/// the broker closes the connection: a message with a larger reason would come again, and again. A long reason is cut; where the message's own
/// headers leave no room for one, the message goes to the store at once.
/// </summary>
internal sealed class FaultSizeFilter(IDeadLetterStore? store, TimeProvider time) : IFilter<ExceptionReceiveContext>
{
    // Less than the frame by what the bus adds beside the reason: times, addresses, the host.
    private const int Room = 112 * 1024;

    private const int LeastReason = 4 * 1024;
    private const int HeaderOverhead = 8;

    // Beyond this nobody reads, and the store cuts it.
    private const int LongestMessage = 4_000;
    private const int LongestStack = 16_000;
    private const int BytesPerCharacter = 3;

    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var room = Room - context.TransportHeaders.GetAll().Sum(header =>
            HeaderOverhead + Encoding.UTF8.GetByteCount(header.Key) + Encoding.UTF8.GetByteCount(Convert.ToString(header.Value, CultureInfo.InvariantCulture) ?? ""));
        if (room < LeastReason && store is not null)
        {
            var direct = new StoringErrorTransport(store, "rabbitmq", time);
            context.AddOrUpdatePayload<IErrorTransport>(() => direct, _ => direct);
            return next.Send(context);
        }

        var characters = Math.Max(room, 0) / BytesPerCharacter;
        var cause = context.Exception.GetBaseException();
        var longestMessage = Math.Min(LongestMessage, characters / 2);
        var longestStack = Math.Min(LongestStack, characters / 2);
        return cause.Message.Length <= longestMessage && (cause.StackTrace?.Length ?? 0) <= longestStack
            ? next.Send(context)
            : next.Send(new RescueExceptionReceiveContext(context, CutException.Of(cause, longestMessage, longestStack)));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("faultSize");
}
