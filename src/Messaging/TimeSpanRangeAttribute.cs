using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Messaging;

/// <summary>
/// Limits of a setting that is a time. .NET's own <see cref="RangeAttribute"/> converts its limits on first use and throws when two
/// threads come to that at once, as two readers of the same options do while a service starts.
/// </summary>
/// <param name="minimum">The least, for example <c>00:00:00.010</c>.</param>
/// <param name="maximum">The most, for example <c>1.00:00:00</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeSpanRangeAttribute(string minimum, string maximum) : ValidationAttribute("{0} must be between " + minimum + " and " + maximum + ".")
{
    private readonly TimeSpan _minimum = TimeSpan.Parse(minimum, CultureInfo.InvariantCulture);
    private readonly TimeSpan _maximum = TimeSpan.Parse(maximum, CultureInfo.InvariantCulture);

    /// <summary>The least that is valid.</summary>
    public string Minimum { get; } = minimum;

    /// <summary>The most that is valid.</summary>
    public string Maximum { get; } = maximum;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not TimeSpan time || (time >= _minimum && time <= _maximum);
}
