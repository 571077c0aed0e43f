using System.Diagnostics;
using MassTransit;
using MassTransit.Transports;

namespace Messaging.DeadLetters;

/// <summary>
/// Takes a faulted message to the dead letters without a queue in between: where the transport is memory and nobody collects from its error
/// queues, and where a message has so large headers that no reason can be added to them. While the store is away it waits, holding the message.
/// </summary>
internal sealed class StoringErrorTransport(IDeadLetterStore store, string sourceSystem, TimeProvider time) : IErrorTransport
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    public async Task Send(ExceptionReceiveContext context)
    {
        var letter = Of(context).WithFacts();
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                await store.AddAsync([letter], context.CancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !context.CancellationToken.IsCancellationRequested)
            {
                // Thrown on, the message would be lost with the memory it lies in.
                LogContext.Warning?.Log(exception, "The dead letter of message {MessageId} on {InputAddress} can't be stored and waits", letter.MessageId, context.InputAddress);
            }

            await Task.Delay(delay, time, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private DeadLetter Of(ExceptionReceiveContext context)
    {
        var cause = context.Exception.GetBaseException();
        var failedAt = new DateTimeOffset(DateTime.SpecifyKind(context.ExceptionTimestamp, DateTimeKind.Utc));
        var headers = context.TransportHeaders.GetAll().ToDictionary(header => header.Key, object? (header) => header.Value, StringComparer.Ordinal);
        var attempts = FaultHeaders.Attempts(headers.Concat(context.ExceptionHeaders.GetAll().Select(header => KeyValuePair.Create(header.Key, (object?)header.Value))));
        headers.Remove(MessagingHeaders.FailedAttempts);
        var queue = context.InputAddress.GetEndpointName() ?? context.InputAddress.ToString();
        return new DeadLetter
        {
            SourceSystem = sourceSystem,
            Source = queue,
            SourceIdentity = "",
            Destination = $"queue:{queue}",
            ExceptionType = cause.GetType().FullName,
            ExceptionMessage = cause.Message,
            ExceptionStack = context.Exception.ToString(),
            Attempts = attempts,
            FirstFailedAt = FaultHeaders.FirstFailedAt(headers) ?? failedAt,
            LastFailedAt = failedAt,
            ContentType = context.ContentType?.ToString(),
            Headers = headers,
            Body = context.Body.GetBytes(),
            TraceParent = Activity.Current?.Id,
        };
    }
}
