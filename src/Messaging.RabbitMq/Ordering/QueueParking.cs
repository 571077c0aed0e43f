using MassTransit;
using Messaging.Failures;
using Messaging.Inbox;
using Messaging.Parking;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq;

/// <summary>Puts messages of an ordered queue into the parked store. While that is away or full the message is held, and its key with it.</summary>
internal sealed class QueueParking(
    IParkingStore store, string queue, FailureOptions failures, OrderedQueueOptions options, ParkedKeyRunner runner, TimeProvider time, ILogger logger)
{
    private readonly Patience _patience = new(failures, time);
    private int _unchecked;

    /// <summary>Whether a message that failed is tried again later at all.</summary>
    public bool TriesAgain { get; } = failures.Ladder.Count > 0;

    /// <summary>Parks the key with the message that failed.</summary>
    public async Task ParkAsync(ReceiveContext context, OrderedDelivery delivery, Exception failure)
    {
        var delay = FailureDecision.Of(FailureKind.Transient, int.MaxValue, 0, 0, failures).Delay;
        var message = ParkedQueueMessages.Of(context, delivery.Attempts);
        var request = Request(delivery, message) with { Failure = ParkingFailure.Of(failure), Delay = delay };
        await AnswerAsync(request, () => store.ParkAsync(request, context.CancellationToken), context.CancellationToken).ConfigureAwait(false);
        runner.Wake();
        OrderedQueueLog.KeyParked(logger, queue, message.MessageId, delay, failure.GetType().FullName!);
    }

    /// <summary>Puts the message behind the others of its parked key. <see langword="false"/>: the key isn't parked any more.</summary>
    public async Task<bool> AppendAsync(ReceiveContext context, OrderedDelivery delivery)
    {
        var request = Request(delivery, ParkedQueueMessages.Of(context, 0));
        return await AnswerAsync(request, () => store.AppendAsync(request, context.CancellationToken), context.CancellationToken).ConfigureAwait(false) is ParkingResult.Parked;
    }

    /// <summary>Holds the key of a message that has become a dead letter, where that is wanted. What can't be read holds nothing.</summary>
    public async Task HoldAsync(ReceiveContext context, OrderedDelivery delivery, Exception failure)
    {
        if (!options.HoldAfterDeadLetter || !context.TryGetPayload(out MessageIdentity? _))
            return;
        var message = ParkedQueueMessages.Of(context, delivery.Attempts);
        var request = Request(delivery, message) with { Failure = ParkingFailure.Of(failure) };
        await AnswerAsync(request, () => store.HoldAsync(request, context.CancellationToken), context.CancellationToken).ConfigureAwait(false);
        OrderedQueueLog.KeyHeld(logger, queue, message.MessageId);
    }

    /// <summary>Says once that nobody looks whether keys are parked.</summary>
    public void NotChecked()
    {
        if (Interlocked.Exchange(ref _unchecked, 1) == 0)
            OrderedQueueLog.WithoutInbox(logger, queue);
    }

    private ParkingRequest Request(OrderedDelivery delivery, ParkedMessage message) => new(delivery.Key, message) { Claim = delivery.Claim, Limits = options.Limits };

    private async Task<ParkingResult> AnswerAsync(ParkingRequest request, Func<Task<ParkingResult>> ask, CancellationToken cancellationToken)
    {
        var result = await _patience.AskAsync(
            ask, answer => answer is ParkingResult.Parked or ParkingResult.NotParked or ParkingResult.Fenced, reason => OrderedQueueLog.Waits(logger, request.Message.MessageId, queue, reason), cancellationToken).ConfigureAwait(false);
        return result is not ParkingResult.Fenced ? result : throw new OperationCanceledException($"Another replica consumes {queue} now; the message is its.");
    }
}
