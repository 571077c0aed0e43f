using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

/// <summary>Answers first and works then, so that an answer sent at once would come too early.</summary>
public sealed class QuestionConsumer(SampleContext notes, Calls calls) : IConsumer<Question>
{
    public async Task Consume(ConsumeContext<Question> context)
    {
        await context.RespondAsync(new Answer($"about {context.Message.Text}"));
        notes.Notes.Add(new Note { Text = context.Message.Text });
        calls.Add($"answered {context.Message.Text}");
        if (context.Message.Text == "slow")
            await calls.Gate.Task.WaitAsync(context.CancellationToken);
        if (context.Message.Text == "bad")
            throw new Messaging.Failures.PermanentFailureException("as asked");
    }
}
