namespace Orders.Service.Workflow;

/// <summary>The queues' names, which others rely on.</summary>
internal static class Queues
{
    public const string OrderState = "order-state";

    public const string ReserveStock = "reserve-stock";

    public const string RequestPayment = "request-payment";

    public const string Email = "email";
}
