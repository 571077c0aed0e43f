using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>What the server's and the client's errors mean.</summary>
internal static class RedisErrors
{
    // The first word of an error says what it is about; these are about the server and pass.
    private static readonly string[] Passing = ["OOM", "LOADING", "READONLY", "MISCONF", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS", "NOAUTH", "UNBLOCKED"];

    /// <summary>Whether Redis as a whole is away, full or read-only: every command would fail.</summary>
    public static bool IsServerAway(Exception exception) => exception switch
    {
        RedisUnavailableException or RedisConnectionException or RedisTimeoutException => true,
        RedisServerException server => Array.Exists(Passing, word => server.Message.StartsWith(word, StringComparison.Ordinal)) || IsFull(server.Message),
        _ => false,
    };

    /// <summary>A group or its stream is gone: somebody has deleted it, or everything.</summary>
    public static bool IsGroupGone(Exception exception) =>
        exception is RedisServerException server && server.Message.Contains("NOGROUP", StringComparison.Ordinal);

    /// <summary>A list's consumer was taken for dead, or everything was deleted.</summary>
    public static bool IsConsumerGone(Exception exception) =>
        exception is RedisServerException server && server.Message.Contains(ListScripts.NotAlive, StringComparison.Ordinal);

    // Inside a script the server wraps the error.
    private static bool IsFull(string message) =>
        message.Contains("OOM command not allowed", StringComparison.Ordinal) || message.Contains("-READONLY", StringComparison.Ordinal);
}
