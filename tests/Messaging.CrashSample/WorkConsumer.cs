using MassTransit;

namespace Messaging.CrashSample;

public sealed class WorkConsumer(CrashContext database, CrashSettings settings) : IConsumer<Work>
{
    public async Task Consume(ConsumeContext<Work> context)
    {
        var (number, key) = context.Message;
        database.Rows.Add(new CrashRow { Kind = "work", Number = number });
        var endpoint = await context.GetSendEndpoint(CrashHost.Done);
        await endpoint.Send(new WorkDone(number, key), context => context.SetOrderingKey(key), context.CancellationToken);
        if (settings.Ordered)
            await Wishes.MeetAsync(database, number, key, context.CancellationToken);
    }
}
