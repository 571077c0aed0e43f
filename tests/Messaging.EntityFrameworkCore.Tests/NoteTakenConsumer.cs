using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class NoteTakenConsumer(Received received) : IConsumer<NoteTaken>
{
    public Task Consume(ConsumeContext<NoteTaken> context)
    {
        received.Texts.Enqueue(context.Message.Text);
        return Task.CompletedTask;
    }
}
