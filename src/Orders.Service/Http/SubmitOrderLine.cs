using System.ComponentModel.DataAnnotations;

namespace Orders.Service.Http;

/// <summary>One line of a <see cref="SubmitOrderRequest"/>.</summary>
internal sealed record SubmitOrderLine(
    [property: Length(1, SubmitOrderValidator.LongestText)] string Sku,
    [property: Range(1, SubmitOrderValidator.MostPieces)] int Quantity,
    [property: Range(0, SubmitOrderValidator.HighestPrice)] decimal UnitPrice);
