using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Orders.Service.Persistence.Converters;

/// <summary>A time as ticks of UTC, which sort as the times do.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.UtcTicks,
    ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
