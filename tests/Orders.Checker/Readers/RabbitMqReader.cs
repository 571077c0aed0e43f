using Orders.Checker.Recorded;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Orders.Checker.Readers;

/// <summary>Counts the messages in queues with a passive declare: no management plug-in, and nothing is created.</summary>
public sealed class RabbitMqReader(string address)
{
    private const string Option = "--rabbitmq";
    private const ushort NotFound = 404;

    private static readonly string[] Queues = ["order-state", "reserve-stock", "request-payment", "email", "data"];

    private static readonly string[] DeadLetterSuffixes = ["_error", "_dlq", "_skipped"];

    public Task<IReadOnlyList<Count>> ReadBacklogsAsync(CancellationToken cancellationToken) => CountAsync(Queues, cancellationToken);

    public Task<IReadOnlyList<Count>> ReadDeadLettersAsync(CancellationToken cancellationToken) =>
        CountAsync([.. from queue in Queues from suffix in DeadLetterSuffixes select queue + suffix], cancellationToken);

    private async Task<IReadOnlyList<Count>> CountAsync(IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = new Uri(address), AutomaticRecoveryEnabled = false, ClientProvidedName = "Orders.Checker" };
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            var counts = new List<Count>();
            foreach (var queue in queues)
                counts.Add(new Count($"queue {queue}", await CountAsync(connection, queue, cancellationToken)));
            return counts;
        }
        catch (Exception failure) when (failure is BrokerUnreachableException or OperationInterruptedException or IOException or UriFormatException or ArgumentException)
        {
            throw new CannotLookException(Option, $"can't read RabbitMQ at {Host()}", failure);
        }
    }

    private static async Task<long> CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // A queue that is not there closes the channel, so each question has its own.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == NotFound)
        {
            return 0;
        }
    }

    /// <summary>Without the password.</summary>
    private string Host() => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{uri.Host}:{uri.Port}{uri.AbsolutePath}" : "(not an amqp:// address)";
}
