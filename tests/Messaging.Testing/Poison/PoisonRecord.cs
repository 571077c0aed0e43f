using System.Text;

namespace Messaging.Testing.Poison;

/// <summary>One bad record, for consumers of any broker.</summary>
/// <param name="Name">What is bad about it; unique in the corpus.</param>
/// <param name="Kind">What must become of it.</param>
/// <param name="Body">Its bytes; <see langword="null"/>: none, a tombstone. Brokers without tombstones take an empty body.</param>
public sealed record PoisonRecord(string Name, PoisonKind Kind, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Its headers in order, perhaps several of one name; a value may be missing.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>?>> Headers { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A record with nothing bad about it, to be sent between those of the corpus.</summary>
    public static PoisonRecord Good(int number) => Text($"good {number}", PoisonKind.Harmless, $$"""{"key":"good","number":{{number}}}""");

    internal static PoisonRecord Text(string name, PoisonKind kind, string body) => new(name, kind, Encoding.UTF8.GetBytes(body));

    internal static PoisonRecord Bytes(string name, params byte[] body) => new(name, PoisonKind.Unreadable, body);
}
