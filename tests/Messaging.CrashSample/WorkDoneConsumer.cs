using MassTransit;

namespace Messaging.CrashSample;

public sealed class WorkDoneConsumer(CrashContext database) : IConsumer<WorkDone>
{
    public Task Consume(ConsumeContext<WorkDone> context)
    {
        database.Rows.Add(new CrashRow { Kind = "done", Number = context.Message.Number });
        return Task.CompletedTask;
    }
}
