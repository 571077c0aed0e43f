namespace Messaging.RabbitMq;

/// <summary>Payload of a message that has begun, until it is acknowledged or never will be.</summary>
internal sealed class DeliveryInWork(QueueSubscription subscription)
{
    private int _state;

    /// <summary>The endpoint's pipeline is through with it. What observers hear before is about the failure, not the delivery.</summary>
    public void HasRun() => Volatile.Write(ref _state, 1);

    /// <summary>The broker has its answer.</summary>
    public void Finish()
    {
        if (Interlocked.CompareExchange(ref _state, 2, 1) == 1)
            subscription.Finish();
    }
}
