using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>Remembers what it was given; refuses what says so, and holds what says so until it may let go.</summary>
public sealed class NoteConsumer(NoteConsumer.Seen seen) : IConsumer<Note>
{
    public async Task Consume(ConsumeContext<Note> context)
    {
        seen.Texts.Enqueue(context.Message.Text);
        if (context.Message.Text.StartsWith("bad", StringComparison.Ordinal))
            throw new InvalidDataException("as asked");
        if (context.Message.Text is "hold")
            await seen.Held.Task.WaitAsync(context.CancellationToken);
    }

    public sealed class Seen
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
