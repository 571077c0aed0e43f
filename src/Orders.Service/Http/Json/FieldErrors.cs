namespace Orders.Service.Http.Json;

/// <summary>What is wrong with a request, by the name of the field: <c>lines[0].quantity</c>.</summary>
internal sealed class FieldErrors
{
    // A hostile body can hold thousands of mistakes; the answer stays small.
    private const int MostFields = 50;
    private const int LongestName = 100;

    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public void Add(string field, string message)
    {
        if (field.Length > LongestName)
            field = $"{field[..LongestName]}…";
        if (_errors.TryGetValue(field, out var messages))
        {
            if (!messages.Contains(message, StringComparer.Ordinal))
                messages.Add(message);
        }
        else if (_errors.Count < MostFields)
        {
            _errors.Add(field, [message]);
        }
    }

    public IDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(error => error.Key, error => error.Value.ToArray(), StringComparer.Ordinal);
}
