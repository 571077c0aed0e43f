using MassTransit;

namespace Messaging.Redis.Tests.Support;

/// <summary>What the test wants to happen with each message.</summary>
public sealed class Handler<T>(Func<ConsumeContext<T>, IServiceProvider, Task> handle)
    where T : class
{
    public Task HandleAsync(ConsumeContext<T> context, IServiceProvider scope) => handle(context, scope);
}

public sealed class HandlerConsumer<T>(Handler<T> handler, IServiceProvider scope) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context) => handler.HandleAsync(context, scope);
}
