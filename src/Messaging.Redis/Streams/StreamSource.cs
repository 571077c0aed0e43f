using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>A stream as a consumer of a group sees it. The pending list of the group says who has what, and how often it was begun.</summary>
/// <param name="settings">The endpoint.</param>
/// <param name="stream">The stream: the endpoint's, or that of its replays.</param>
/// <param name="host">The connection.</param>
/// <param name="ownStream">Nobody else reads it: what is done is removed.</param>
internal sealed class StreamSource(EndpointSettings settings, string stream, RedisHost host, bool ownStream = false) : IDeliverySource
{
    private const int MostAtOnce = 250;
    private const string FreeForAll = "86400000";
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);
    private readonly string _group = settings.Group!;
    private readonly RedisKey _identityKey = $"{stream}:{settings.Group}:identity";
    private string _identity = "";
    private string _cursor = "0-0";
    private double _averageSize = 1024;
    private long _lastTrim;

    public string? WakeChannel { get; } = StreamKeys.WakeChannel(stream);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var answer = await EvaluateAsync(StreamScripts.Prepare, [stream, _identityKey], [_group, Guid.NewGuid().ToString("N")], cancellationToken);
        _identity = (string)answer!;
        _cursor = "0-0";
    }

    public bool MustPrepare(Exception exception) => RedisErrors.IsGroupGone(exception);

    public async Task<IReadOnlyList<Delivery>> TakeAsync(Room room, CancellationToken cancellationToken)
    {
        // The server counts entries and not bytes; what they weigh is learnt as they come.
        var count = (int)Math.Clamp(room.Bytes / _averageSize, 1, Math.Min(room.Messages, MostAtOnce));
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        var entries = await database.StreamReadGroupAsync(stream, _group, settings.Consumer, StreamPosition.NewMessages, count).WaitAsync(cancellationToken);
        if (entries.Length == 0)
            return [];
        var now = host.Time.GetTimestamp();
        var taken = new List<Delivery>(entries.Length);
        foreach (var entry in entries)
        {
            var delivery = new Delivery(entry.Id.ToString(), StreamKeys.Fields(entry.Values), 1, fresh: true, _identity) { RenewedAt = now };
            _averageSize += (delivery.Size - _averageSize) / 32;
            taken.Add(delivery);
        }

        return taken;
    }

    public async Task<IReadOnlyList<Delivery>> FindMineAsync(Func<string, bool> holds, CancellationToken cancellationToken)
    {
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        var pending = await database.StreamPendingMessagesAsync(stream, _group, 10_000, settings.Consumer).WaitAsync(cancellationToken);
        var found = new List<Delivery>();
        foreach (var ids in pending.Select(message => message.MessageId.ToString()).Where(id => !holds(id)).Chunk(MostAtOnce))
        {
            var rows = await EvaluateAsync(StreamScripts.Fetch, [stream], [_group, settings.Consumer, .. ids.Select(id => (RedisValue)id)], cancellationToken);
            found.AddRange(Read((RedisResult[])rows!));
        }

        return found;
    }

    public async Task<IReadOnlyList<Delivery>> TakeOverAsync(DeliveryScheduler scheduler, CancellationToken cancellationToken)
    {
        var found = new List<Delivery>();
        do
        {
            var room = scheduler.Room();
            if (room.None || found.Count >= room.Messages)
                break;
            var answer = (RedisResult[])(await EvaluateAsync(
                StreamScripts.TakeOver, [stream],
                [_group, settings.Consumer, (long)settings.TakeOverAfter.TotalMilliseconds, _cursor, Math.Clamp(room.Messages - found.Count, 1, 100)],
                cancellationToken))!;
            _cursor = (string)answer[0]!;
            found.AddRange(Read((RedisResult[])answer[1]!));
            if ((long)answer[2] is > 0 and var gone)
                host.Logger.TrimmedAway(settings.Name, gone);
        }
        while (_cursor != "0-0");
        return found;
    }

    public async Task<IReadOnlyList<Delivery>> RenewAsync(IReadOnlyList<Delivery> held, CancellationToken cancellationToken)
    {
        var lost = new List<Delivery>();
        // What came from a stream that has since been deleted can't be anybody else's.
        foreach (var chunk in held.Where(delivery => delivery.Origin == _identity).Chunk(MostAtOnce))
        {
            var now = host.Time.GetTimestamp();
            var answer = await EvaluateAsync(
                StreamScripts.Renew, [stream], [_group, settings.Consumer, .. chunk.Select(delivery => (RedisValue)delivery.Id)], cancellationToken);
            var gone = ((string[])answer!).ToHashSet(StringComparer.Ordinal);
            foreach (var delivery in chunk)
            {
                if (gone.Contains(delivery.Id))
                    lost.Add(delivery);
                else
                    delivery.RenewedAt = now;
            }
        }

        foreach (var delivery in held.Where(delivery => delivery.Origin != _identity))
            delivery.RenewedAt = host.Time.GetTimestamp();
        return lost;
    }

    public async Task CountAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await EvaluateAsync(StreamScripts.Mark, [stream], [_group, settings.Consumer, delivery.Id, delivery.Count + 1, 0], cancellationToken);
        delivery.Count++;
    }

    public async Task AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (ownStream)
        {
            await EvaluateAsync(StreamScripts.Remove, [stream], [_group, .. deliveries.Select(delivery => (RedisValue)delivery.Id)], cancellationToken);
            return;
        }

        var database = await host.Connection.DatabaseAsync(cancellationToken);
        await database.StreamAcknowledgeAsync(stream, _group, [.. deliveries.Select(delivery => (RedisValue)delivery.Id)]).WaitAsync(cancellationToken);
    }

    public async Task BuryAsync(Delivery delivery, NameValueEntry[] letter, CancellationToken cancellationToken)
    {
        await EvaluateAsync(
            StreamScripts.Bury, [stream, settings.DeadStream],
            [_group, delivery.Id, .. letter.SelectMany(field => new[] { field.Name, field.Value })], cancellationToken);
        if (ownStream)
            await AcknowledgeAsync([delivery], cancellationToken);
    }

    public async Task GiveBackAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (var chunk in deliveries.Chunk(MostAtOnce))
        {
            await EvaluateAsync(
                StreamScripts.Mark, [stream],
                [_group, settings.Consumer, .. chunk.SelectMany(one => new RedisValue[] { one.Id, one.Fresh ? one.Count - 1 : one.Count, FreeForAll })],
                cancellationToken);
        }
    }

    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        await EvaluateAsync(StreamScripts.Forget, [stream], [_group, (long)Forgotten.TotalMilliseconds, settings.Consumer], cancellationToken);
        if (settings.Trimming is not { } trimming || (_lastTrim != 0 && host.Time.GetElapsedTime(_lastTrim) < trimming.Interval))
            return;
        _lastTrim = host.Time.GetTimestamp();
        var oldest = trimming.MaxAge is { } age
            ? (host.Time.GetUtcNow() - age).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) + "-0"
            : "";
        long removed;
        do
        {
            removed = (long)await EvaluateAsync(
                StreamScripts.Trim, [stream], [trimming.MaxLength ?? -1, oldest, trimming.EvenUnacknowledged ? "1" : "0"], cancellationToken);
        }
        while (removed >= 1_000);
    }

    public async Task LeaveAsync(CancellationToken cancellationToken) =>
        await EvaluateAsync(StreamScripts.Leave, [stream], [_group, settings.Consumer], cancellationToken);

    private IEnumerable<Delivery> Read(RedisResult[] rows)
    {
        var now = host.Time.GetTimestamp();
        foreach (var row in rows)
        {
            var parts = (RedisResult[])row!;
            var values = (RedisValue[])parts[2]!;
            var fields = new RedisField[values.Length / 2];
            for (var i = 0; i < fields.Length; i++)
                fields[i] = new RedisField(values[2 * i].ToString(), (byte[])values[(2 * i) + 1]!);
            yield return new Delivery((string)parts[0]!, fields, (int)parts[1], fresh: false, _identity) { RenewedAt = now };
        }
    }

    private async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        return await database.ScriptEvaluateAsync(script, keys, values).WaitAsync(cancellationToken);
    }
}
