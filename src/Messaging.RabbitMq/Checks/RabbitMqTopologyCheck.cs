using System.Text.RegularExpressions;
using MassTransit;
using Messaging.Checks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.RabbitMq;

/// <summary>
/// Compares what the bus declares with what the broker has. A queue's arguments are asked for by declaring it as the bus does: the broker refuses
/// where they differ, and says in what. A queue that is not there yet is left so.
/// </summary>
internal sealed partial class RabbitMqTopologyCheck(RabbitMqUri uri, IOptions<RabbitMqCheckOptions> options, IServiceProvider services) : IStartupCheck
{
    private const string DeliveryLimit = "delivery-limit";
    private const string DeadLetterExchange = "dead-letter-exchange";
    private const string QueueArguments = "queue-arguments";
    private const string Binding = "binding";

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal)
    {
        [DeliveryLimit] = CheckMode.Fail, [DeadLetterExchange] = CheckMode.Fail, [QueueArguments] = CheckMode.Fail, [Binding] = CheckMode.Warn,
    };

    public bool AsksServers => true;

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var declared = DeclaredTopology.Of(services.GetRequiredService<IBusControl>(), cancellationToken);
        var factory = new ConnectionFactory { Uri = new Uri(uri.Value), ClientProvidedName = "checks", AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(5) };
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
            var findings = new List<CheckFinding>();
            foreach (var queue in declared.Queues.Where(queue => queue.Arguments.ContainsKey("x-delivery-limit")))
                findings.AddRange(await LookAsync(connection, queue, cancellationToken).ConfigureAwait(false));
            findings.AddRange(await new BindingCheck(uri, options.Value.Management, Binding).RunAsync(declared.Bindings, connection, cancellationToken).ConfigureAwait(false));
            return findings;
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or OperationInterruptedException or IOException)
        {
            return [CheckFinding.Unknown(DeliveryLimit, $"RabbitMQ at {uri} can't be reached: {exception.Message}", "a broker that answers", "Start it, or correct ConnectionStrings__RabbitMq.")];
        }
    }

    private static async Task<IReadOnlyList<CheckFinding>> LookAsync(IConnection connection, DeclaredQueue queue, CancellationToken cancellationToken)
    {
        // The broker closes a channel over each of these questions, so each has its own.
        if (await AskAsync(connection, channel => channel.QueueDeclarePassiveAsync(queue.Name, cancellationToken), cancellationToken).ConfigureAwait(false) is not null)
            return [CheckFinding.Good(DeliveryLimit, $"queue {queue.Name}: not there yet", "declared by the service when it starts")];
        var refusal = await AskAsync(
            connection,
            channel => channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false, queue.Arguments.ToDictionary(argument => argument.Key, argument => (object?)argument.Value), cancellationToken: cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var deliveries = $"{queue.Arguments["x-delivery-limit"]} deliveries";
        var exchange = $"dead letters to {queue.Arguments.GetValueOrDefault("x-dead-letter-exchange")}, at least once";
        if (refusal is null)
            return [CheckFinding.Good(DeliveryLimit, $"queue {queue.Name}: {deliveries}", deliveries), CheckFinding.Good(DeadLetterExchange, $"queue {queue.Name}: {exchange}", exchange)];

        var difference = Inequivalent().Match(refusal);
        var (name, expected) = difference.Groups["argument"].Value switch
        {
            "x-delivery-limit" => (DeliveryLimit, deliveries),
            "x-dead-letter-exchange" or "x-dead-letter-strategy" or "x-overflow" => (DeadLetterExchange, exchange),
            _ => (QueueArguments, "the arguments that the service declares"),
        };
        return [CheckFinding.Bad(name, $"queue {queue.Name}: {(difference.Success ? $"{difference.Groups["argument"]} is {difference.Groups["current"]}" : refusal)}", expected,
            $"A queue keeps its arguments for life: let {queue.Name} run empty, delete it (rabbitmqctl delete_queue {queue.Name}) and start the service, which declares it anew.")];
    }

    /// <returns>Why the broker refused; <see langword="null"/> when it did not.</returns>
    private static async Task<string?> AskAsync(IConnection connection, Func<IChannel, Task> question, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            await question(channel).ConfigureAwait(false);
            return null;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason is { ReplyCode: Constants.NotFound or Constants.PreconditionFailed } reason)
        {
            return reason.ReplyText;
        }
    }

    [GeneratedRegex(@"inequivalent arg '(?<argument>[^']*)'.*?(but current is|but current) (?<current>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Inequivalent();
}
