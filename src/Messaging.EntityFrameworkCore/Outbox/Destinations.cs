namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The addresses of one look into the table, each taken apart once, since many rows go to the same.</summary>
internal sealed class Destinations
{
    private readonly Dictionary<string, Uri> _known = new(StringComparer.Ordinal);

    /// <exception cref="UriFormatException">It is no address.</exception>
    public Uri Of(string destination)
    {
        if (!_known.TryGetValue(destination, out var uri))
            _known.Add(destination, uri = new Uri(destination));
        return uri;
    }
}
