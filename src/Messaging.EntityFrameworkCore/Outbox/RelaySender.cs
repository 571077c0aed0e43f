using System.Diagnostics;
using Messaging.Outbox;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Sends one row by the transport of its destination, and judges how it went.</summary>
internal sealed class RelaySender(
    IEnumerable<IOutboxTransport> transports, IEnumerable<ITransportHealth> health, TimeProvider time, IOptions<TransactionalMessagingOptions> options, ILogger<RelaySender> logger)
{
    public const string ActivitySourceName = "Messaging.EntityFrameworkCore";

    private static readonly ActivitySource Activities = new(ActivitySourceName);

    private readonly IOutboxTransport[] _transports = [.. transports];
    private readonly TransportPause _pause = new(time);

    /// <summary>Schemes of destinations whose transport is away.</summary>
    public IReadOnlyCollection<string> Paused => _pause.Schemes;

    public bool IsPaused(Uri destination) => _pause.IsPaused(destination.Scheme);

    public async Task<SendOutcome> SendAsync(OutboxRow row, CancellationToken lapse, CancellationToken cancellationToken)
    {
        var message = row.Message;
        if (row.Expired)
        {
            RelayLog.Expired(logger, message.MessageId, row.Id, message.Destination);
            return new SendOutcome.Done();
        }

        using var activity = StartActivity(row);
        var begun = time.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lapse);
        timeout.CancelAfter(options.Value.SendTimeout);
        try
        {
            if (row.Broken is { } broken)
                throw new FormatException($"The row of message {message.MessageId} can't be read: {broken.Message}", broken);
            if (health.Select(known => known.Objection(message)).FirstOrDefault(reason => reason is not null) is { } objection)
                throw new MessageRefusedException(objection);
            var transport = Array.Find(_transports, candidate => candidate.Handles(message.Destination))
                ?? throw new InvalidOperationException($"No transport delivers message {message.MessageId} to {message.Destination}. Register the library that does, for example AddRider with UsingKafka for topic: addresses.");
            await transport.SendAsync(message, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            _pause.Works(message.Destination.Scheme);
            return new SendOutcome.Done();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested || lapse.IsCancellationRequested)
        {
            return new SendOutcome.Unavailable();
        }
        catch (Exception exception) when (timeout.IsCancellationRequested && _pause.WorkedSince(message.Destination.Scheme, begun))
        {
            return Refused(row, activity, new TimeoutException(
                $"{message.Destination} did not confirm message {message.MessageId} within {options.Value.SendTimeout}, while others of {message.Destination.Scheme}: were confirmed.", exception));
        }
        catch (Exception exception) when (Judge(message, exception) is var fault and not SendFault.Message)
        {
            Failed(activity, exception);
            if (fault is SendFault.Neighbour)
                return new SendOutcome.Unavailable();
            if (_pause.Pause(message.Destination.Scheme))
                RelayLog.TransportAway(logger, message.Destination.Scheme, exception.Message);
            return new SendOutcome.Unavailable();
        }
        catch (TransportUnavailableException exception)
        {
            // It was the destination that refused, not the broker that could not be reached.
            return Refused(row, activity, new MessageRefusedException(
                $"{message.Destination} did not take message {message.MessageId}: {exception.GetBaseException().Message}", exception));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Refused(row, activity, exception);
        }
    }

    private SendOutcome.Failed Refused(OutboxRow row, Activity? activity, Exception exception)
    {
        Failed(activity, exception);
        var delay = RetryDelay(row.Attempts);
        // Where it comes from is told once; a row that fails for hours would fill the log with the same frames.
        if (row.Attempts == 0)
            RelayLog.SendFailed(logger, exception, row.Message.MessageId, row.Id, row.Message.Destination, row.Attempts + 1, delay);
        else
            RelayLog.SendFailedAgain(logger, row.Message.MessageId, row.Id, row.Message.Destination, row.Attempts + 1, delay, exception.Message);
        return new SendOutcome.Failed(delay, exception, health.Any(known => known.IsUnroutable(exception)));
    }

    /// <summary>Everything that the send creates belongs to the trace of whoever wrote the row, whenever and in whichever process it leaves.</summary>
    private static Activity? StartActivity(OutboxRow row)
    {
        var message = row.Message;
        var known = ActivityContext.TryParse(message.TraceParent, message.TraceState, isRemote: true, out var writer);
        var activity = Activities.StartActivity("outbox deliver", ActivityKind.Internal, known ? writer : default);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(MessagingAttributes.DestinationName, message.Destination.AbsolutePath.Split('/')[^1]);
            activity.SetTag(MessagingAttributes.MessageId, message.MessageId.ToString());
            activity.SetTag(MessagingAttributes.BodySize, message.Body.Length);
            activity.SetTag("messaging.outbox.attempt", row.Attempts + 1);
        }

        return activity;
    }

    private static void Failed(Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity?.SetTag(MessagingAttributes.ErrorType, exception.GetType().FullName);
    }

    // Whoever knows the client comes first: to the bus a queue that refuses looks like a broker that can't be reached.
    private SendFault Judge(OutboxMessage message, Exception exception) =>
        health.Select(known => known.Judge(message, exception)).FirstOrDefault(fault => fault is not null)
            ?? (exception is TransportUnavailableException or OperationCanceledException ? SendFault.Transport : SendFault.Message);

    private TimeSpan RetryDelay(int attempts)
    {
        var ticks = options.Value.MinRetryDelay.Ticks * Math.Pow(2, Math.Min(attempts, 30)) * (0.8 + (Random.Shared.NextDouble() * 0.4));
        return TimeSpan.FromTicks((long)Math.Min(ticks, options.Value.MaxRetryDelay.Ticks));
    }
}
