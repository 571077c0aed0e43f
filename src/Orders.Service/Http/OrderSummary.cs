using System.Text.Json.Serialization;
using Orders.Contracts;

namespace Orders.Service.Http;

/// <summary>One order in a list.</summary>
internal sealed record OrderSummary(
    Guid OrderId,
    string CustomerId,
    OrderStatus Status,
    int Version,
    decimal Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    DateTimeOffset SubmittedAt);
