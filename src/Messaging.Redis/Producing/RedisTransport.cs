using System.Diagnostics;
using System.Globalization;
using Messaging.Outbox;
using Messaging.Telemetry;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Delivers messages of the outbox to streams, <c>redis-stream:NAME</c>, and replays of dead letters to the one group or list that failed.
/// </summary>
internal sealed class RedisTransport(RedisHost host) : IOutboxTransport
{
    public bool Handles(Uri destination) => destination.Scheme is DeadLetterAddress.Stream or DeadLetterAddress.List;

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var stream = Uri.UnescapeDataString(message.Destination.AbsolutePath);
        using var activity = RedisActivities.Source.StartSend(RedisActivities.System, stream, message);
        try
        {
            var database = await host.Connection.DatabaseAsync(cancellationToken);
            if (DeadLetterReplay.IsReplay(message))
                stream = await DeadLetterReplay.SendAsync(database, stream, message, cancellationToken);
            else
                await database.StreamAddAsync(stream, FieldsOf(message)).WaitAsync(cancellationToken);
            await database.PublishAsync(RedisChannel.Literal(StreamKeys.WakeChannel(stream)), RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
        catch (Exception exception)
        {
            activity.Failed(exception);
            if (RedisErrors.IsServerAway(exception) && exception is not RedisUnavailableException)
                throw new RedisUnavailableException($"Redis at {host.Connection.Host} has not taken message {message.MessageId} for {stream}: {exception.Message}", exception);
            throw;
        }
    }

    private NameValueEntry[] FieldsOf(OutboxMessage message)
    {
        var fields = new Dictionary<string, RedisValue>(StringComparer.Ordinal);
        foreach (var (name, value) in message.Headers)
        {
            if (value is not null)
                fields[name] = Text(value);
        }

        fields[EntryFields.ContentType] = message.ContentType;
        fields[EntryFields.Data] = message.Body;
        Set(MessagingHeaders.MessageId, message.MessageId.ToString());
        Set(MessagingHeaders.OriginalMessageId, message.OriginalMessageId == message.MessageId ? null : message.OriginalMessageId.ToString());
        Set(MessagingHeaders.Stamp, (message.StampedAt ?? host.Time.GetUtcNow()).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Set(MessagingHeaders.OrderingKey, message.OrderingKey);
        Set(MessagingHeaders.OrderingSequence, message.OrderingSequence?.ToString(CultureInfo.InvariantCulture));
        var sender = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        Set(MessagingHeaders.TraceParent, sender?.Id ?? message.TraceParent);
        Set(MessagingHeaders.TraceState, sender is null ? message.TraceState : sender.TraceStateString);
        return [.. fields.Select(field => new NameValueEntry(field.Key, field.Value))];

        void Set(string name, string? value)
        {
            if (value is null)
                fields.Remove(name);
            else
                fields[name] = value;
        }
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
