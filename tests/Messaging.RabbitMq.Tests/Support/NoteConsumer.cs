using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>Remembers what it was given; refuses what says so.</summary>
public sealed class NoteConsumer(NoteConsumer.Seen seen) : IConsumer<Note>
{
    public Task Consume(ConsumeContext<Note> context)
    {
        seen.Texts.Enqueue(context.Message.Text);
        return context.Message.Text.StartsWith("bad", StringComparison.Ordinal)
            ? Task.FromException(new InvalidDataException("as asked"))
            : Task.CompletedTask;
    }

    public sealed class Seen
    {
        public ConcurrentQueue<string> Texts { get; } = new();
    }
}
