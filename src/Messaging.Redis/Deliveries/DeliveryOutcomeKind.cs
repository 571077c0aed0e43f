namespace Messaging.Redis;

/// <summary>See <see cref="DeliveryOutcome"/>.</summary>
internal enum DeliveryOutcomeKind
{
    Finished,
    Buried,
    Again,
    Abandoned,
}
