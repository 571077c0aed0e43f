using System.Diagnostics;
using MassTransit;
using MassTransit.Context;
using MassTransit.Transports;
using Messaging.Failures;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Runs one record through the endpoint's pipeline and decides what becomes of it.</summary>
internal sealed class RecordProcessor<TKey, T>(
    KafkaReceiveEndpointContext endpoint, RecordReader<TKey, T> reader, RecordIdentities identities, FailureClassification failures,
    DeadLetterWriter deadLetters, EndpointSettings settings, ILogger logger)
    where T : class
{
    private readonly Lazy<IReceivePipeDispatcher> _dispatcher = new(endpoint.CreateReceivePipeDispatcher);

    public async Task<RecordOutcome> ProcessAsync(ConsumedRecord record, CancellationToken cancellationToken)
    {
        // The timer or thread that comes here has nothing to do with the record's trace.
        Activity.Current = null;
        try
        {
            if (record.DeadBecause is null)
                await DispatchAsync(record, cancellationToken);
            else
                await deadLetters.WriteAsync(record, record.DeadBecause, cancellationToken);

            return RecordOutcome.Finished;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return RecordOutcome.Abandoned;
        }
        catch (Exception exception)
        {
            Blocked(record, exception);
            return RecordOutcome.Blocked;
        }
    }

    private async Task DispatchAsync(ConsumedRecord record, CancellationToken cancellationToken)
    {
        var kind = FailureKind.Permanent;
        try
        {
            var message = reader.Read(record);
            kind = FailureKind.Transient;
            var identity = await identities.OfAsync(record.Result, cancellationToken);
            using var context = new KafkaReceiveContext<T>(endpoint, record, message, identity);
            await using var cancelled = cancellationToken.Register(context.Cancel);
            try
            {
                await _dispatcher.Value.Dispatch(context, NoLockReceiveContext.Instance);
            }
            catch (Exception exception)
            {
                kind = exception is MessageNotConsumedException ? FailureKind.Permanent : failures.Classify(exception);
                record.Attempts += kind == FailureKind.Infrastructure ? 0 : 1 + context.Retries;
                throw;
            }
        }
        catch (Exception exception) when (kind == FailureKind.Permanent && !cancellationToken.IsCancellationRequested)
        {
            record.DeadBecause = exception;
            await deadLetters.WriteAsync(record, exception, cancellationToken);
        }
    }

    private void Blocked(ConsumedRecord record, Exception exception)
    {
        var key = record.Result.Message.Key;
        var hash = key is null ? "none" : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(key).AsSpan(0, 4));
        logger.RecordBlocked(
            exception, settings.Topic, record.Result.Partition.Value, record.Offset, hash, exception.GetType().FullName!, record.Blocks + 1);
    }
}
