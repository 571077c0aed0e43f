using System.Diagnostics;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Transports;
using Messaging.DeadLetters;
using Messaging.Failures;
using Messaging.Parking;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.RabbitMq;

/// <summary>Runs parked messages of an ordered queue through the consumers of its endpoint.</summary>
internal sealed class ParkedQueueHandler(IRegistrationContext services, IReceiveEndpointConfiguration configuration, string queue, TimeProvider time) : IParkedMessageHandler
{
    private readonly FailureClassification _failures = services.GetRequiredService<FailureClassification>();
    private readonly Lazy<(ParkedEndpointContext Endpoint, ReceivePipeDispatcher Dispatcher)> _pipeline = new(() => Build(services, configuration));

    public async Task RunAsync(ParkedMessage message, OrderedDelivery delivery, CancellationToken cancellationToken)
    {
        Activity.Current = null;
        var (endpoint, dispatcher) = _pipeline.Value;
        using var context = new ParkedReceiveContext(endpoint, message, delivery);
        await using var cancelled = cancellationToken.Register(context.Cancel);
        try
        {
            await dispatcher.Dispatch(context, NoLockReceiveContext.Instance).ConfigureAwait(false);
            if (!context.IsDelivered)
                throw new PermanentFailureException($"No consumer on the queue {queue} takes the parked message {message.MessageId}. Skip it, or add a consumer for its type here.");
        }
        catch (Exception exception) when (_failures.Classify(exception) is not FailureKind.Infrastructure)
        {
            delivery.Attempts = Math.Max(context.GetFailedAttempts(), 1);
            throw;
        }
    }

    /// <summary>To the store at once: the message lies in that database already.</summary>
    public async Task DeadLetterAsync(ParkedMessage message, OrderedKey key, Exception exception, CancellationToken cancellationToken)
    {
        var store = services.GetService<IDeadLetterStore>()
            ?? throw new InvalidOperationException($"The parked message {message.MessageId} of {queue} can't become a dead letter: there is no IDeadLetterStore. Call AddTransactionalMessaging, or register one.");
        await store.AddAsync([LetterOf(message, key, exception).WithFacts()], cancellationToken).ConfigureAwait(false);
    }

    private DeadLetter LetterOf(ParkedMessage message, OrderedKey key, Exception exception)
    {
        var cause = exception.GetBaseException();
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in message.Headers)
            headers[name] = value;
        // What the same queue redelivered before it kept an order says it in a header.
        var (failedAt, firstFailedAt) = (time.GetUtcNow(), message.FirstFailedAt ?? FaultHeaders.FirstFailedAt(headers));
        headers.Remove(MessagingHeaders.FirstFailedAt);
        headers.Remove(MessagingHeaders.FailedAttempts);
        return new DeadLetter
        {
            SourceSystem = key.SourceSystem,
            Source = queue,
            SourceIdentity = "",
            SourceGroup = key.Group,
            SourceKey = key.Partition is null ? key.Key : null,
            SourcePartition = key.Partition,
            Destination = $"queue:{queue}",
            MessageType = message.MessageType,
            MessageId = message.MessageId,
            OriginalMessageId = message.MessageId,
            StampedAt = message.StampedAt,
            ExceptionType = cause.GetType().FullName,
            ExceptionMessage = cause.Message,
            ExceptionStack = exception.ToString(),
            Attempts = message.Attempts,
            FirstFailedAt = firstFailedAt ?? failedAt,
            LastFailedAt = failedAt,
            ContentType = message.ContentType,
            Headers = headers,
            Properties = message.Properties.ToDictionary(StringComparer.Ordinal),
            Body = message.Body,
            ReplayOf = message.ReplayOf,
        };
    }

    private static (ParkedEndpointContext, ReceivePipeDispatcher) Build(IRegistrationContext services, IReceiveEndpointConfiguration configuration)
    {
        var bus = services.GetRequiredService<IBusInstance>();
        var endpoint = new ParkedEndpointContext(bus, configuration);
        // No error pipe: what a consumer throws comes out, and whoever runs the key decides.
        var pipe = Pipe.New<ReceiveContext>(receive => receive.UseFilter(new DeserializeFilter(endpoint.Serialization, configuration.ConsumePipe)));
        return (endpoint, new ReceivePipeDispatcher(new ReceivePipe(pipe, configuration.ConsumePipe), configuration.ReceiveObservers, bus.HostConfiguration, configuration.InputAddress));
    }
}
