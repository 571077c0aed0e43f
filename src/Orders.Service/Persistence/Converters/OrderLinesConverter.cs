using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Orders.Contracts;

namespace Orders.Service.Persistence.Converters;

/// <summary>The lines of an order as one JSON document: they are written once and only ever read together.</summary>
internal sealed class OrderLinesConverter() : ValueConverter<IReadOnlyList<OrderLine>, string>(
    lines => JsonSerializer.Serialize(lines, JsonSerializerOptions.Web),
    json => JsonSerializer.Deserialize<List<OrderLine>>(json, JsonSerializerOptions.Web)!);
