using System.Diagnostics;

namespace Messaging.Redis;

/// <summary>Where the spans of entries that are added come from.</summary>
internal static class RedisActivities
{
    public const string System = "redis";

    public static readonly ActivitySource Source = new("Messaging.Redis");
}
