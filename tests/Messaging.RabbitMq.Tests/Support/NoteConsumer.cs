using System.Collections.Concurrent;
using MassTransit;
using Messaging.Failures;

namespace Messaging.RabbitMq.Tests.Support;

/// <summary>Remembers what it was given; refuses what says so.</summary>
public sealed class NoteConsumer(NoteConsumer.Seen seen) : IConsumer<Note>
{
    public Task Consume(ConsumeContext<Note> context)
    {
        seen.Texts.Enqueue(context.Message.Text);
        return context.Message.Text.StartsWith("bad", StringComparison.Ordinal)
            ? Task.FromException(Failure(context.Message.Text))
            : Task.CompletedTask;
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
    }
}
