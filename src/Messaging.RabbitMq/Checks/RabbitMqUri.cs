namespace Messaging.RabbitMq;

/// <summary>Where the broker is, see <see cref="RabbitMqAddress"/>.</summary>
internal sealed record RabbitMqUri(string Value)
{
    // A record would print the password.
    public override string ToString() => RabbitMqAddress.Describe(Value);
}
