using System.ComponentModel.DataAnnotations;
using Orders.Contracts;

namespace Orders.Service.Http;

/// <summary>
/// The body of <c>POST /orders</c>, checked by <see cref="SubmitOrderValidator"/>; the attributes are for the OpenAPI document.
/// </summary>
internal sealed record SubmitOrderRequest(
    [property: Length(1, SubmitOrderValidator.LongestText)] string CustomerId,
    [property: Length(1, SubmitOrderValidator.MostLines)] IReadOnlyList<SubmitOrderLine> Lines)
{
    public IEnumerable<OrderLine> ToOrderLines() =>
        Lines.Select(line => new OrderLine(line.Sku, line.Quantity, line.UnitPrice));
}
