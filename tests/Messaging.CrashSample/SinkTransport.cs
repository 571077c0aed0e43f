using Messaging.Outbox;

namespace Messaging.CrashSample;

/// <summary>Takes whatever goes to a topic and forgets it: what is measured then is the relay alone.</summary>
internal sealed class SinkTransport : IOutboxTransport
{
    public bool Handles(Uri destination) => destination.Scheme == "topic";

    public Task SendAsync(OutboxMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
}
