using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Names that go with a stream, and its entries as fields.</summary>
internal static class StreamKeys
{
    /// <summary>Where our producers say that a stream has something new.</summary>
    public static string WakeChannel(string stream) => $"{stream}:wake";

    /// <summary>Where dead letters that are replayed wait for the one group that failed.</summary>
    public static string Replay(string stream, string group) => $"{stream}:{group}:replay";

    public static RedisField[] Fields(NameValueEntry[] values)
    {
        var fields = new RedisField[values.Length];
        for (var i = 0; i < values.Length; i++)
            fields[i] = new RedisField(values[i].Name.ToString(), (byte[])values[i].Value! ?? []);
        return fields;
    }
}
