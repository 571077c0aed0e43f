using Messaging.Outbox;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Tells an entry that the server does not take from a server that takes nothing.</summary>
internal sealed class RedisTransportHealth : ITransportHealth
{
    public SendFault? Judge(OutboxMessage message, Exception exception) => exception switch
    {
        RedisUnavailableException or RedisNotConfiguredException => SendFault.Transport,
        RedisServerException => SendFault.Message,
        RedisException or RedisTimeoutException => SendFault.Transport,
        _ => null,
    };
}
