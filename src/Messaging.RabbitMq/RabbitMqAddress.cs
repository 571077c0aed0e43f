using MassTransit;

namespace Messaging.RabbitMq;

/// <summary>Reads <c>amqp://user:password@host:port/vhost</c>, the form of the AMQP URI specification.</summary>
public static class RabbitMqAddress
{
    private const int DefaultPort = 5672;
    private const int DefaultTlsPort = 5671;

    /// <summary>Connects the bus to the broker at the URI.</summary>
    /// <exception cref="FormatException">The text is no AMQP URI; the message says what is expected, without repeating the password.</exception>
    public static void Host(this IRabbitMqBusFactoryConfigurator bus, string uri, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(bus);
        var address = Parse(uri);
        var tls = address.Scheme == "amqps";
        var port = address.Port > 0 ? address.Port : tls ? DefaultTlsPort : DefaultPort;
        var virtualHost = address.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(address.AbsolutePath[1..]) : "/";
        var user = address.UserInfo.Split(':', 2);
        bus.Host(address.Host, (ushort)port, virtualHost, connectionName, host =>
        {
            host.Username(Uri.UnescapeDataString(user[0]));
            host.Password(Uri.UnescapeDataString(user.Length > 1 ? user[1] : ""));
            if (tls)
                host.UseSsl();
        });
    }

    /// <summary>Host and port, without user and password, for logs and health.</summary>
    public static string Describe(string uri) => Parse(uri).Authority;

    private static Uri Parse(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var address) && address is { Scheme: "amqp" or "amqps", Host.Length: > 0, UserInfo.Length: > 0 }
            ? address
            : throw new FormatException("The connection string of RabbitMQ must look like amqp://user:password@host:5672/vhost.");
}
