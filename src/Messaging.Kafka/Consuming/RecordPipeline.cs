using MassTransit;
using MassTransit.Context;
using MassTransit.Transports;
using Messaging.Failures;
using Messaging.Parking;
using Messaging.Riders;

namespace Messaging.Kafka;

/// <summary>The endpoint's pipeline, for records from the topic and from the parked store alike.</summary>
internal sealed class RecordPipeline<TKey, T>(RiderReceiveEndpointContext endpoint, RecordReader<TKey, T> reader, FailureClassification failures, TimeProvider time)
    where T : class
{
    private readonly Lazy<IReceivePipeDispatcher> _dispatcher = new(endpoint.CreateReceivePipeDispatcher);

    /// <exception cref="PoisonRecordException">The bytes are not a message.</exception>
    public T Read(ConsumedRecord record) => reader.Read(record);

    /// <summary>Throws what a consumer threw; the record's attempts are counted then, failures of the infrastructure excepted.</summary>
    public async Task RunAsync(ConsumedRecord record, T message, RecordIdentity identity, OrderedDelivery? delivery, CancellationToken cancellationToken)
    {
        using var context = new KafkaReceiveContext<T>(endpoint, record, message, identity, delivery, cancellationToken);
        try
        {
            await _dispatcher.Value.Dispatch(context, NoLockReceiveContext.Instance);
        }
        catch (Exception exception) when (KindOf(exception) is not FailureKind.Infrastructure)
        {
            record.Failed(context.GetFailedAttempts() is > 0 and var counted ? counted : 1 + context.Retries, time.GetUtcNow());
            throw;
        }
    }

    public FailureKind KindOf(Exception exception) => exception is MessageNotConsumedException ? FailureKind.Permanent : failures.Classify(exception);
}
