using MassTransit;
using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>Writes a note, then plays its part.</summary>
public sealed class WorkConsumer(SampleContext database, WorkScript script) : IConsumer<Work>
{
    public async Task Consume(ConsumeContext<Work> context)
    {
        script.Runs.Enqueue((context.Message.Name, context.GetTaskAttempt()));
        database.Notes.Add(new Note { Text = context.Message.Name });
        if (script.Parts.TryGetValue(context.Message.Name, out var part))
            await part(context);
    }
}
