using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Orders.Service.Persistence.Converters;

/// <summary>Money as an integer number of cents.</summary>
internal sealed class MinorUnitsConverter() : ValueConverter<decimal, long>(
    money => (long)decimal.Round(money * UnitsPerWhole, MidpointRounding.AwayFromZero),
    units => units / (decimal)UnitsPerWhole)
{
    private const int UnitsPerWhole = 100;
}
