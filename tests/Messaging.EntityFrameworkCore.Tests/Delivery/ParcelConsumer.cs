using MassTransit;
using Messaging.EntityFrameworkCore.Inbox;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

[InboxName("parcels")]
public sealed class ParcelConsumer(Deliveries deliveries, SampleContext notes) : IConsumer<Parcel>
{
    public const int FailuresInTheProcess = 4;

    public Task Consume(ConsumeContext<Parcel> context)
    {
        var number = context.Message.Number;
        deliveries.Calls.Enqueue(("first", context.MessageId, number));
        deliveries.Seen.Enqueue(Seen.By(context));
        notes.Notes.Add(new Note { Text = number });
        // One delivery and its retries in the process fail, a redelivery comes through.
        return number.StartsWith("late", StringComparison.Ordinal) && deliveries.Count("first", number) <= FailuresInTheProcess
            ? throw new TimeoutException("as asked")
            : Task.CompletedTask;
    }
}
