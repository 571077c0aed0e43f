using MassTransit;
using MassTransit.Middleware;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Where MassTransit hands over what it would send: it is captured instead.</summary>
internal sealed class CapturingSendContext(OutboxCapture capture, IServiceProvider provider, Action<Messaging.Outbox.OutboxMessage> add) : OutboxSendContext
{
#if MASSTRANSIT_9
    public Task AddSend<T>(SendContext<T> context, ISendObserver observer)
#else
    public Task AddSend<T>(SendContext<T> context)
#endif
        where T : class
    {
        add(capture.Capture(context));
        return Task.CompletedTask;
    }

#if MASSTRANSIT_9
    public bool IsSkipped<T>()
        where T : class => false;
#endif

    public object? GetService(Type serviceType) => provider.GetService(serviceType);
}
