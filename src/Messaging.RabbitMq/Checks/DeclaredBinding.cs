namespace Messaging.RabbitMq;

/// <summary>A binding of an exchange to a queue or another exchange.</summary>
internal sealed record DeclaredBinding(string Source, string Destination, string RoutingKey, bool ToQueue)
{
    public override string ToString() =>
        $"{Source} -> {(ToQueue ? "queue" : "exchange")} {Destination}{(RoutingKey.Length > 0 ? $" ({RoutingKey})" : "")}";
}
