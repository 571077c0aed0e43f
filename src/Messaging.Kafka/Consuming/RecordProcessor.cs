using System.Diagnostics;
using Messaging.Failures;
using Messaging.Parking;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Runs one record through the endpoint's pipeline and decides what becomes of it.</summary>
internal sealed class RecordProcessor<TKey, T>(
    RecordPipeline<TKey, T> pipeline, RecordIdentities identities, DeadLetterWriter deadLetters, KeyParking? parking, EndpointSettings settings,
    ILogger logger)
    where T : class
{
    public async Task<RecordOutcome> ProcessAsync(ConsumedRecord record, CancellationToken cancellationToken)
    {
        // The timer or thread that comes here has nothing to do with the record's trace.
        Activity.Current = null;
        try
        {
            RecordOutcome? outcome = null;
            while (outcome is null)
                outcome = await StepAsync(record, cancellationToken);

            record.Full = null;
            // What it failed with is another member's matter, unless the partition proves to be ours.
            if (outcome is RecordOutcome.Fenced)
                record.ParkBecause = record.DeadBecause = null;

            return outcome.Value;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return RecordOutcome.Abandoned;
        }
        catch (Exception exception)
        {
            record.Full = (exception as KafkaParkingException)?.Result;
            Blocked(record, exception);
            return RecordOutcome.Blocked;
        }
    }

    // What was begun is finished first: a consumer must not run again after its record was given up or is to be parked.
    private async ValueTask<RecordOutcome?> StepAsync(ConsumedRecord record, CancellationToken cancellationToken)
    {
        if (record.DeadBecause is { } dead)
            return await BuryAsync(record, dead, cancellationToken);
        if (record.ParkBecause is { } failure)
            return await parking!.ParkAsync(record, record.Identity!, failure, cancellationToken);

        return await RunAsync(record, cancellationToken);
    }

    private async ValueTask<RecordOutcome?> RunAsync(ConsumedRecord record, CancellationToken cancellationToken)
    {
        var kind = FailureKind.Permanent;
        try
        {
            var message = pipeline.Read(record);
            kind = FailureKind.Infrastructure;
            var identity = await identities.OfAsync(record.Result, cancellationToken);
            record.Identity = identity.Inbox;
            var delivery = parking?.Deliver(record);
            try
            {
                await pipeline.RunAsync(record, message, identity, delivery, cancellationToken);
            }
            catch (Exception exception)
            {
                kind = pipeline.KindOf(exception);
                throw;
            }

            return await JudgeAsync(record, delivery, cancellationToken);
        }
        catch (Exception exception) when (IsDead(kind) && !cancellationToken.IsCancellationRequested)
        {
            record.DeadBecause = exception;
            return null;
        }
        catch (Exception exception) when (kind == FailureKind.Transient && parking is { TriesAgain: true } && !cancellationToken.IsCancellationRequested)
        {
            record.ParkBecause = exception;
            return null;
        }
    }

    private bool IsDead(FailureKind kind) => kind is FailureKind.Permanent || (kind is FailureKind.Transient && parking is { TriesAgain: false });

    private async ValueTask<RecordOutcome?> JudgeAsync(ConsumedRecord record, OrderedDelivery? delivery, CancellationToken cancellationToken)
    {
        switch (delivery?.Verdict)
        {
            case DeliveryVerdict.Parked:
                return await parking!.AppendAsync(record, record.Identity!, cancellationToken);
            case DeliveryVerdict.Fenced:
                return RecordOutcome.Fenced;
            case DeliveryVerdict.Finished:
                logger.AlreadyFinished(settings.Topic, record.Result.Partition.Value, record.Offset);
                break;
            case DeliveryVerdict.Unchecked:
                parking!.NotChecked();
                break;
            default:
                break;
        }

        return RecordOutcome.Finished;
    }

    private async Task<RecordOutcome> BuryAsync(ConsumedRecord record, Exception reason, CancellationToken cancellationToken)
    {
        if (!record.Buried)
            await deadLetters.WriteAsync(record, reason, cancellationToken);

        record.Buried = true;
        return parking is null ? RecordOutcome.Finished : await parking.HoldAsync(record, record.Identity, reason, cancellationToken);
    }

    private void Blocked(ConsumedRecord record, Exception exception)
    {
        var key = record.Result.Message.Key;
        var hash = key is null ? "none" : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(key).AsSpan(0, 4));
        logger.RecordBlocked(
            exception, settings.Topic, record.Result.Partition.Value, record.Offset, hash, exception.GetType().FullName!, record.Blocks + 1);
    }
}
