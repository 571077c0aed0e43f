using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Redis;

/// <summary>What <c>AddRedisMessaging</c> was called with.</summary>
/// <param name="connectionString"><see langword="null"/> or blank: Redis is off.</param>
internal sealed class RedisSettings(string? connectionString)
{
    /// <summary>Where people set the connection string; named in every error about it.</summary>
    public const string ConfigurationKey = "ConnectionStrings__Redis";

    public string? ConnectionString { get; } = string.IsNullOrWhiteSpace(connectionString) ? null : connectionString;

    public JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new BooleanText() },
    };

    public string Require(string what) => ConnectionString ?? throw new RedisNotConfiguredException(what);
}
