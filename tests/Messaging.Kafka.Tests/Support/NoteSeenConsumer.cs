using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.Kafka.Tests.Support;

public sealed class NotesSeen
{
    public ConcurrentQueue<NoteSeen> All { get; } = new();
}

public sealed class NoteSeenConsumer(NotesSeen seen) : IConsumer<NoteSeen>
{
    public Task Consume(ConsumeContext<NoteSeen> context)
    {
        seen.All.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
