using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Messaging.Endpoints;

/// <summary>
/// Reads a section setting by setting. A binder passes over names that it does not know, and a misspelt setting would be no setting at all.
/// </summary>
internal sealed class SectionReader(IConfigurationSection section, List<string> errors)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public void Number(string name, Action<int> set)
    {
        if (Find(name) is not { } value)
            return;
        if (int.TryParse(value.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            set(number);
        else
            errors.Add($"{value.Path} is '{value.Value}'; it must be a whole number.");
    }

    public void Flag(string name, Action<bool> set)
    {
        if (Find(name) is not { } value)
            return;
        if (bool.TryParse(value.Value, out var flag))
            set(flag);
        else
            errors.Add($"{value.Path} is '{value.Value}'; it must be true or false.");
    }

    public void Time(string name, Action<TimeSpan> set)
    {
        if (Find(name) is { } value && ReadTime(value) is { } time)
            set(time);
    }

    /// <summary>A list of times, which replaces what was there.</summary>
    public void Times(string name, Action<IReadOnlyList<TimeSpan>> set)
    {
        if (Find(name) is not { } list)
            return;
        if (!string.IsNullOrEmpty(list.Value))
        {
            errors.Add($"{list.Path} is '{list.Value}'; it must be a list: {list.Path}:0, {list.Path}:1 and so on.");
            return;
        }

        set([.. list.GetChildren().OrderBy(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue)
            .Select(ReadTime).OfType<TimeSpan>()]);
    }

    public void Choice<TEnum>(string name, Action<TEnum> set)
        where TEnum : struct, Enum
    {
        if (Find(name) is not { } value)
            return;
        if (Enum.TryParse<TEnum>(value.Value, ignoreCase: true, out var choice) && Enum.IsDefined(choice))
            set(choice);
        else
            errors.Add($"{value.Path} is '{value.Value}'; it must be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");
    }

    public void Section(string name, Action<SectionReader> read)
    {
        if (Find(name) is { } inner)
            read(new SectionReader(inner, errors));
    }

    /// <summary>Reports every name that was not asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var unknown in section.GetChildren().Where(child => !_known.Contains(child.Key)))
            errors.Add($"{unknown.Path} is no setting. {section.Path} has {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Reports every value that is outside its limits.</summary>
    public void Validate(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        errors.AddRange(results.Select(result => $"{section.Path}: {result.ErrorMessage}"));
    }

    public void Refuse(string name, string reason) => errors.Add($"{section.Path}:{name} {reason}");

    private IConfigurationSection? Find(string name)
    {
        _known.Add(name);
        var found = section.GetSection(name);
        return found.Exists() ? found : null;
    }

    private TimeSpan? ReadTime(IConfigurationSection value)
    {
        if (TimeSpan.TryParse(value.Value, CultureInfo.InvariantCulture, out var time))
            return time;
        errors.Add($"{value.Path} is '{value.Value}'; it must be a time such as 00:00:10 (hours:minutes:seconds) or 1.00:00:00 (a day).");
        return null;
    }
}
