namespace Orders.Contracts;

/// <summary>The values of <see cref="PaymentEvent.Type"/>.</summary>
public static class PaymentEventTypes
{
    /// <summary>The amount is set aside; not yet charged.</summary>
    public const string Authorized = "PaymentAuthorized";

    /// <summary>The amount is charged.</summary>
    public const string Captured = "PaymentCaptured";

    /// <summary>The provider refuses.</summary>
    public const string Declined = "PaymentDeclined";

    /// <summary>What was captured is given back.</summary>
    public const string Refunded = "PaymentRefunded";
}
