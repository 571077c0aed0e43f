using MassTransit.Transports;

namespace Messaging.Redis;

/// <summary>An endpoint as the rider runs it.</summary>
internal sealed record BuiltEndpoint(RedisReceiveTransport Transport, ReceiveEndpointContext Context, EndpointSettings Settings);
