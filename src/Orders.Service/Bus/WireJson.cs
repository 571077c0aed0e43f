using System.Text.Json;
using System.Text.Json.Serialization;
using Orders.Service.Http.Json;

namespace Orders.Service.Bus;

/// <summary>JSON as it leaves for others: camelCase, names of enums, times in UTC with <c>Z</c>, nothing for what is not there.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new UtcDateTimeOffsetConverter() },
    };
}
