using System.Diagnostics;
using Messaging.Inbox;
using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>Runs parked records of an endpoint through its own pipeline.</summary>
internal sealed class ParkedRecordHandler<TKey, T>(RecordPipeline<TKey, T> pipeline, DeadLetterWriter deadLetters, EndpointSettings settings) : IParkedMessageHandler
    where T : class
{
    public async Task RunAsync(ParkedMessage message, OrderedDelivery delivery, CancellationToken cancellationToken)
    {
        Activity.Current = null;
        var record = ParkedRecords.Record(message, delivery.Key, settings);
        try
        {
            var identity = RecordIdentities.Of(record.Result, new MessageIdentity(message.MessageId, message.StampedAt));
            await pipeline.RunAsync(record, pipeline.Read(record), identity, delivery, cancellationToken);
        }
        finally
        {
            delivery.Attempts = record.Attempts - message.Attempts;
        }
    }

    public Task DeadLetterAsync(ParkedMessage message, OrderedKey key, Exception exception, CancellationToken cancellationToken) =>
        deadLetters.WriteAsync(ParkedRecords.Record(message, key, settings), exception, cancellationToken);
}
