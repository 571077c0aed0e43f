namespace Messaging.RabbitMq;

/// <summary>The kinds of exchanges, in AMQP's words.</summary>
public static class ExchangeKind
{
    /// <summary>By a pattern: <c>*</c> is one word of the routing key, <c>#</c> any number of them, also none.</summary>
    public const string Topic = "topic";

    /// <summary>By the routing key as it is.</summary>
    public const string Direct = "direct";

    /// <summary>To everybody, whatever the routing key.</summary>
    public const string FanOut = "fanout";
}
