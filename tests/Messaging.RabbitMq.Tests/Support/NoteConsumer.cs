using System.Collections.Concurrent;
using MassTransit;
using Messaging.Failures;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>Remembers what it was given; refuses what says so, and holds what says so until it may let go.</summary>
public sealed class NoteConsumer(NoteConsumer.Seen seen) : IConsumer<Note>
{
    public async Task Consume(ConsumeContext<Note> context)
    {
        seen.Texts.Enqueue(context.Message.Text);
        if (context.Message.Text.StartsWith("bad", StringComparison.Ordinal))
            throw Failure(context.Message.Text);
        if (context.Message.Text is "hold")
            await seen.Held.Task.WaitAsync(context.CancellationToken);
    }

    private static Exception Failure(string text) => text switch
    {
        "bad: once in a while" => new TimeoutException("as asked"),
        "bad: a megabyte" => new PermanentFailureException(new string('\u20AC', 1_000_000)),
        _ => new InvalidDataException("as asked"),
    };

    public sealed class Seen
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
