using System.Text.Json;
using Messaging.Benchmarks.App;

namespace Messaging.Benchmarks.Raw;

/// <summary>Messages as MassTransit writes them, made without it.</summary>
internal static class Envelope
{
    public const string ContentType = "application/vnd.masstransit+json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static byte[] Of<T>(Guid messageId, T message) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            messageId,
            conversationId = messageId,
            sourceAddress = "rabbitmq://localhost/bench_of_messaging?temporary=true",
            destinationAddress = $"rabbitmq://localhost/{typeof(T).Namespace}:{typeof(T).Name}",
            messageType = new[] { $"urn:message:{typeof(T).Namespace}:{typeof(T).Name}" },
            message,
            sentTime = TimeProvider.System.GetUtcNow().UtcDateTime,
            headers = new { },
            host = new
            {
                machineName = "bench", processName = "Messaging.Benchmarks", processId = 12345, assembly = "Messaging.Benchmarks", assemblyVersion = "1.0.0.0",
                frameworkVersion = "10.0.0", massTransitVersion = "8.5.12.0", operatingSystemVersion = "Unix 6.1.0.0",
            },
        },
        Json);

    public static Placed Example(int quantity) => new(Guid.NewGuid(), "customer-4711", quantity, 123.45m);
}
