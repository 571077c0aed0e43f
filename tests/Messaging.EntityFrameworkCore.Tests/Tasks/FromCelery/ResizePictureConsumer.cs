using MassTransit;
using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tests.Tasks.FromCelery;

public sealed class ResizePictureConsumer : IConsumer<ResizePicture>
{
    public async Task Consume(ConsumeContext<ResizePicture> context)
    {
        if (context.GetTaskAttempt() == 1 && context.Message.Width > 4_000)
            throw context.RetryTask(TimeSpan.FromMilliseconds(20));
        await Task.Delay(1, context.CancellationToken);
        context.SetTaskResult(new { context.Message.Width });
    }
}
