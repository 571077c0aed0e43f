using System.Globalization;

namespace Orders.Checker;

/// <summary>Options of the form <c>--name value</c>, <c>--name=value</c> and <c>--flag</c>. Unknown ones are refused, not ignored.</summary>
public sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];

    public CommandLine(IReadOnlyList<string> args, IReadOnlyCollection<string> options, IReadOnlyCollection<string> flags)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (flags.Contains(name) && value is null)
                _values[name] = "";
            else if (!options.Contains(name))
                throw new UsageException($"unknown option {args[i]}; known are {string.Join(", ", options.Concat(flags))}");
            else
                _values[name] = value ?? (++i < args.Count ? args[i] : throw new UsageException($"{name} needs a value"));
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) => !_values.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"{name}: '{text}' is not a whole number from 0");

    /// <summary>A duration such as <c>60s</c>, <c>2m</c> or <c>500ms</c>; a bare number is seconds.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise)
    {
        if (!_values.TryGetValue(name, out var text))
            return otherwise;
        var digits = text.TrimEnd("ms".ToCharArray());
        var unit = text[digits.Length..] switch { "ms" => 0.001, "s" or "" => 1, "m" => 60, _ => 0d };
        return unit > 0 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromSeconds(number * unit)
            : throw new UsageException($"{name}: '{text}' is not a duration such as 60s");
    }
}
