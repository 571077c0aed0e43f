using System.Globalization;
using System.Text.Json;

namespace Orders.Service.Http.Json;

/// <summary>
/// The members of one JSON object, taken out one by one. What is missing, given twice, of the wrong type, out of range or left over
/// becomes an error under the member's full name; so one answer reports everything that is wrong.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly FieldErrors _errors;

    public JsonFields(JsonElement element, string path, FieldErrors errors)
    {
        _path = path;
        _errors = errors;
        if (element.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(path.Length == 0 ? StrictJsonBody.WholeBody : path, "Must be a JSON object.");
            IsObject = false;
            return;
        }

        IsObject = true;
        foreach (var property in element.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
                errors.Add(path.Length == 0 ? StrictJsonBody.WholeBody : path, "A name is not valid Unicode text.");
            else if (!_members.TryAdd(name, property.Value))
                errors.Add(FullName(name), "Must not be given twice.");
        }
    }

    public bool IsObject { get; }

    /// <summary>Whether the member is there and not null; for those that need not be.</summary>
    public bool Has(string name) => _members.TryGetValue(name, out var element) && (element.ValueKind is not JsonValueKind.Null || !_members.Remove(name));

    /// <summary><see langword="true"/> or <see langword="false"/>.</summary>
    public bool? Flag(string name)
    {
        if (!IsObject || !_members.Remove(name, out var element))
            return Wrong(name, "Is required.");
        return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : Wrong(name, "Must be true or false.");
    }

    /// <summary>The member itself, an object.</summary>
    public JsonElement? Object(string name) => Take(name, JsonValueKind.Object, "an object");

    /// <summary>Text of 1 to <paramref name="longest"/> characters, neither blank nor with control characters.</summary>
    public string? Text(string name, int longest)
    {
        if (Take(name, JsonValueKind.String, "text") is not { } element)
            return null;
        if (ValueOf(element) is not { } text)
            return Wrong<string>(name, "Must be valid Unicode text, without half a surrogate pair.");
        if (string.IsNullOrWhiteSpace(text))
            return Wrong<string>(name, "Must not be blank.");
        // As JSON schema and PostgreSQL count: an emoji is one character.
        if (text.Length > longest && text.EnumerateRunes().Count() > longest)
            return Wrong<string>(name, $"Must be at most {longest} characters long.");
        return text.Any(char.IsControl) ? Wrong<string>(name, "Must not contain control characters.") : text;
    }

    public int? WholeNumber(string name, int least, int most)
    {
        if (Take(name, JsonValueKind.Number, "a number") is not { } element)
            return null;
        if (element.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        _errors.Add(FullName(name), string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from {least} to {most:N0}."));
        return null;
    }

    public decimal? Money(string name, decimal most)
    {
        if (Take(name, JsonValueKind.Number, "a number") is not { } element)
            return null;
        if (element.TryGetDecimal(out var amount) && amount >= 0 && amount <= most && JsonNumbers.Decimals(element.GetRawText()) <= 2)
            return Math.Abs(amount); // "-0" is zero.
        _errors.Add(FullName(name), string.Create(CultureInfo.InvariantCulture, $"Must be from 0 to {most:N0} with at most 2 decimals."));
        return null;
    }

    public IReadOnlyList<JsonElement> Array(string name, int most)
    {
        if (Take(name, JsonValueKind.Array, "an array") is not { } element)
            return [];
        var length = element.GetArrayLength();
        if (length >= 1 && length <= most)
            return [.. element.EnumerateArray()];
        _errors.Add(FullName(name), $"Must have 1 to {most} entries.");
        return [];
    }

    /// <summary>Refuses every member that was not taken: a misspelt name must not pass for an absent one.</summary>
    public void NothingElse()
    {
        foreach (var name in _members.Keys)
            _errors.Add(FullName(name), "Is not known here.");
    }

    private JsonElement? Take(string name, JsonValueKind kind, string kindInWords)
    {
        if (!IsObject)
            return null;
        var given = _members.Remove(name, out var element);
        if (given && element.ValueKind == kind)
            return element;
        _errors.Add(FullName(name), given && element.ValueKind is not JsonValueKind.Null ? $"Must be {kindInWords}." : "Is required.");
        return null;
    }

    private T? Wrong<T>(string name, string message)
        where T : class
    {
        _errors.Add(FullName(name), message);
        return null;
    }

    private bool? Wrong(string name, string message)
    {
        _errors.Add(FullName(name), message);
        return null;
    }

    private string FullName(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json says that an escape is half a surrogate pair.
            return null;
        }
    }

    private static string? ValueOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
