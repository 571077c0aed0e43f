namespace Messaging.RabbitMq;

/// <summary>Payload of a message that failed and is parked or dead by now: it may be acknowledged.</summary>
internal sealed class SettledFailure
{
    public static SettledFailure Instance { get; } = new();
}
