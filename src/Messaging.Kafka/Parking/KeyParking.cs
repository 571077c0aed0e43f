using Messaging.Inbox;
using Messaging.Parking;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Puts records of an endpoint into the parked store.</summary>
internal sealed class KeyParking(EndpointParking parking, EndpointSettings settings, ParkedKeyRunner runner, ILogger logger)
{
    private int _unchecked;

    /// <summary>Whether a record that failed is tried again later at all.</summary>
    public bool TriesAgain { get; } = parking.Failures.Ladder.Count > 0;

    public OrderedDelivery Deliver(ConsumedRecord record) => new(ParkedRecords.KeyOf(record, settings))
    {
        Claim = record.Claim,
        Position = record.Offset,
    };

    /// <summary>Parks the key with the record that failed.</summary>
    public async Task<RecordOutcome> ParkAsync(ConsumedRecord record, MessageIdentity identity, Exception failure, CancellationToken cancellationToken)
    {
        var delay = Messaging.Failures.FailureDecision.Of(Messaging.Failures.FailureKind.Transient, int.MaxValue, 0, 0, parking.Failures).Delay;
        var request = Request(record, identity) with { Failure = ParkingFailure.Of(failure), Delay = delay };
        var outcome = OutcomeOf(await parking.Store.ParkAsync(request, cancellationToken), failure);
        if (outcome is not RecordOutcome.Finished)
            return outcome;

        runner.Wake();
        logger.KeyParked(settings.Topic, record.Result.Partition.Value, record.Offset, delay, failure.GetType().FullName!);
        return outcome;
    }

    /// <summary>Puts the record behind the others of its parked key. <see langword="null"/>: the key isn't parked any more.</summary>
    public async Task<RecordOutcome?> AppendAsync(ConsumedRecord record, MessageIdentity identity, CancellationToken cancellationToken)
    {
        var result = await parking.Store.AppendAsync(Request(record, identity), cancellationToken);
        return result is ParkingResult.NotParked ? null : OutcomeOf(result, null);
    }

    /// <summary>Holds the key of a record that has become a dead letter, where that is wanted.</summary>
    public async Task<RecordOutcome> HoldAsync(ConsumedRecord record, MessageIdentity? identity, Exception failure, CancellationToken cancellationToken)
    {
        if (!parking.Options.HoldAfterDeadLetter || identity is null || !Holds(failure))
            return RecordOutcome.Finished;

        var request = Request(record, identity) with { Failure = ParkingFailure.Of(failure) };
        var outcome = OutcomeOf(await parking.Store.HoldAsync(request, cancellationToken), failure);
        if (outcome is RecordOutcome.Finished)
            logger.KeyHeld(settings.Topic, record.Result.Partition.Value, record.Offset);
        return outcome;
    }

    /// <summary>Says once that nobody looks whether keys are parked.</summary>
    public void NotChecked()
    {
        if (Interlocked.Exchange(ref _unchecked, 1) == 0)
            logger.ParkingWithoutInbox(settings.Topic, settings.Group);
    }

    /// <summary>What could not be read, or nobody consumes, does not stop what comes after it.</summary>
    public static bool Holds(Exception failure) => failure is not (PoisonRecordException or MassTransit.MessageNotConsumedException);

    private ParkingRequest Request(ConsumedRecord record, MessageIdentity identity) =>
        new(ParkedRecords.KeyOf(record, settings), ParkedRecords.Of(record, identity, settings)) { Claim = record.Claim, Limits = parking.Options.Limits };

    private static RecordOutcome OutcomeOf(ParkingResult result, Exception? failure) => result switch
    {
        ParkingResult.Parked => RecordOutcome.Finished,
        ParkingResult.Fenced => RecordOutcome.Fenced,
        _ => throw new KafkaParkingException(result, failure),
    };
}
