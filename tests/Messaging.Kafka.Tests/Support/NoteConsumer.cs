using MassTransit;

namespace Messaging.Kafka.Tests.Support;

/// <summary>What the test wants to happen with each note.</summary>
public sealed class NoteHandler(Func<ConsumeContext<Note>, IServiceProvider, Task> handle)
{
    public Task HandleAsync(ConsumeContext<Note> context, IServiceProvider scope) => handle(context, scope);
}

public sealed class NoteConsumer(NoteHandler handler, IServiceProvider scope) : IConsumer<Note>
{
    public Task Consume(ConsumeContext<Note> context) => handler.HandleAsync(context, scope);
}
