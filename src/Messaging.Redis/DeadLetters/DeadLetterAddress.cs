namespace Messaging.Redis;

/// <summary>Where a replay goes: to the one group, or the one list, that failed.</summary>
internal static class DeadLetterAddress
{
    /// <summary>The scheme of addresses of streams.</summary>
    public const string Stream = "redis-stream";

    /// <summary>The scheme of addresses of lists.</summary>
    public const string List = "redis-list";

    public static string OfStream(string stream) => $"{Stream}:{Uri.EscapeDataString(stream)}";

    public static string? Of(string? source, string? group) =>
        source is null ? null
        : group is null ? $"{List}:{Uri.EscapeDataString(source)}"
        : $"{OfStream(source)}?group={Uri.EscapeDataString(group)}";
}
