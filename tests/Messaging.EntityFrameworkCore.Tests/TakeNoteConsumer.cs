using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>One effect, one event, and a failure on demand: what a consumer is.</summary>
public sealed class TakeNoteConsumer(SampleContext notes, IPublishEndpoint injected, EarlyEndpoint early, Calls calls) : IConsumer<TakeNote>
{
    public async Task Consume(ConsumeContext<TakeNote> context)
    {
        calls.Add(context.Message.Text);
        notes.Notes.Add(new Note { Text = context.Message.Text });
        await context.Publish(new NoteTaken($"{context.Message.Text} by context"));
        await injected.Publish(new NoteTaken($"{context.Message.Text} by injection"));
        await early.Publish(new NoteTaken($"{context.Message.Text} early"));
        if (context.Message.Text.StartsWith("slow", StringComparison.Ordinal))
            await calls.Gate.Task.WaitAsync(context.CancellationToken);
        if (context.Message.Text.StartsWith("bad", StringComparison.Ordinal))
            throw new Messaging.Failures.PermanentFailureException("as asked");
        if (context.Message.Text.StartsWith("flaky", StringComparison.Ordinal) && calls.Count(context.Message.Text) < 3)
            throw new TimeoutException("as asked, twice");
    }
}
