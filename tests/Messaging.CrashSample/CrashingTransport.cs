using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Outbox;

namespace Messaging.CrashSample;

/// <summary>The library's own transport, with a place to crash before the publish and after the confirm.</summary>
internal sealed class CrashingTransport(IBus bus, TimeProvider time) : IOutboxTransport
{
    private readonly BusTransport _inner = new(bus, time);

    public bool Handles(Uri destination) => _inner.Handles(destination);

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        CrashPoint.Reach("before the publish");
        await _inner.SendAsync(message, cancellationToken);
        CrashPoint.Reach("after the confirm");
    }
}
