namespace Orders.Service.Bus;

/// <summary>A server is not configured and may not be embedded.</summary>
internal sealed class MissingConnectionStringException(string name)
    : Exception($"ConnectionStrings__{name} is not set. Set it, for example to \"{Example(name)}\", or set Embedded__Allow=true to run without that server (nothing durable, one process).")
{
    private static string Example(string name) => name switch
    {
        "Orders" => "Host=localhost;Database=orders;Username=orders;Password=...",
        "RabbitMq" => "amqp://user:password@localhost:5672/vhost",
        _ => "localhost:9092",
    };
}
