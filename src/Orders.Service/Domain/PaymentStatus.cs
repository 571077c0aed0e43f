namespace Orders.Service.Domain;

/// <summary>Where a payment stands at the provider.</summary>
public enum PaymentStatus
{
    Captured,
    Declined,
    Refunded,
}
