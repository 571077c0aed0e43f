using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Is created before the consumer's context is known, by an interceptor that the context asks for.</summary>
public sealed class EarlyEndpoint(IPublishEndpoint endpoint)
{
    public Task Publish<T>(T message)
        where T : class => endpoint.Publish(message);
}
