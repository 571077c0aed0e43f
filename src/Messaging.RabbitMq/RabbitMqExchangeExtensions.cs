using MassTransit;
using MassTransit.Transports.Fabric;

namespace Messaging.RabbitMq;

/// <summary>Endpoints that hear exchanges which others publish to, instead of MassTransit's own exchange for each message type.</summary>
public static class RabbitMqExchangeExtensions
{
    /// <summary>
    /// Has the endpoint hear the durable exchange under these routing keys, on RabbitMQ and on the bus in memory alike. The exchanges of its message
    /// types are left alone.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="exchange">The exchange; declared when it is not there.</param>
    /// <param name="kind">One of <see cref="ExchangeKind"/>.</param>
    /// <param name="routingKeys">One binding each; none for a fan-out exchange.</param>
    /// <exception cref="NotSupportedException">The bus has another transport, which knows no exchanges.</exception>
    public static void BindExchange(this IReceiveEndpointConfigurator endpoint, string exchange, string kind, params string[] routingKeys)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrWhiteSpace(exchange);
        ArgumentNullException.ThrowIfNull(routingKeys);
        endpoint.ConfigureConsumeTopology = false;
        foreach (var key in routingKeys.DefaultIfEmpty(""))
        {
            switch (endpoint)
            {
                case IRabbitMqReceiveEndpointConfigurator rabbitMq:
                    rabbitMq.Bind(exchange, binding =>
                    {
                        binding.ExchangeType = kind;
                        binding.RoutingKey = key;
                    });
                    break;
                case IInMemoryReceiveEndpointConfigurator memory:
                    memory.Bind(exchange, InMemory(kind), key);
                    break;
                default:
                    throw new NotSupportedException($"The endpoint can't hear the exchange {exchange}: only RabbitMQ and the bus in memory have exchanges, not {endpoint.GetType().Name}.");
            }
        }
    }

    /// <summary>Has the endpoint hear a durable exchange that is itself fed by another one.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="exchange">The exchange; declared when it is not there.</param>
    /// <param name="kind">One of <see cref="ExchangeKind"/>.</param>
    /// <param name="feed">Says what feeds it, by <see cref="FeedFrom"/>.</param>
    public static void BindExchange(
        this IRabbitMqReceiveEndpointConfigurator endpoint, string exchange, string kind, Action<IRabbitMqExchangeToExchangeBindingConfigurator> feed)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.ConfigureConsumeTopology = false;
        endpoint.Bind(exchange, binding =>
        {
            Durable(binding);
            binding.ExchangeType = kind;
            feed(binding);
        });
    }

    /// <summary>Everything of the other exchange under this routing key comes here too; the broker does it.</summary>
    public static void FeedFrom(this IRabbitMqExchangeToExchangeBindingConfigurator exchange, string other, string kind, string routingKey)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        exchange.Bind(other, binding =>
        {
            Durable(binding);
            binding.ExchangeType = kind;
            binding.RoutingKey = routingKey;
        });
    }

    /// <summary>
    /// Makes the queue this process's own: exclusive, not durable, gone with its connection. What is published while there is no such
    /// queue never reaches it, so it is for what costs nothing when it is missed.
    /// </summary>
    public static void UseReplicaQueue(this IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.Durable = false;
        endpoint.AutoDelete = true;
        endpoint.Exclusive = true;
    }

    // Left alone a binding's exchange is as short-lived as the endpoint.
    private static void Durable(IRabbitMqExchangeConfigurator exchange)
    {
        exchange.Durable = true;
        exchange.AutoDelete = false;
    }

    private static ExchangeType InMemory(string kind) => kind switch
    {
        ExchangeKind.Topic => ExchangeType.Topic,
        ExchangeKind.Direct => ExchangeType.Direct,
        ExchangeKind.FanOut => ExchangeType.FanOut,
        _ => throw new ArgumentException($"'{kind}' is no kind of exchange that is supported here; use a constant of {nameof(ExchangeKind)}.", nameof(kind)),
    };
}
