using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// A list as a reliable queue. What a consumer takes moves to a processing list of its own, in one step, and leaves that after its effect;
/// when the consumer's sign of life expires, others return it.
/// </summary>
internal sealed class ListSource(EndpointSettings settings, RedisHost host) : IDeliverySource
{
    private const int MostAtOnce = 250;
    private readonly ListKeys _keys = new(settings.Source);
    private string _identity = "";

    public string? WakeChannel => null;

    private RedisKey Processing => _keys.Processing(settings.Consumer);

    private RedisKey Alive => _keys.Alive(settings.Consumer);

    private long Lease => (long)settings.TakeOverAfter.TotalMilliseconds;

    public async Task PrepareAsync(CancellationToken cancellationToken) => _identity = (string)(await EvaluateAsync(
        ListScripts.Prepare, [Alive, _keys.Consumers, _keys.Identity], [settings.Consumer, Lease, Guid.NewGuid().ToString("N")], cancellationToken))!;

    public bool MustPrepare(Exception exception) => RedisErrors.IsConsumerGone(exception);

    public async Task<IReadOnlyList<Delivery>> TakeAsync(Room room, CancellationToken cancellationToken)
    {
        var now = host.Time.GetUtcNow();
        var ids = Enumerable.Range(0, Math.Min(room.Messages, MostAtOnce)).Select(_ => (RedisValue)Guid.CreateVersion7(now).ToString());
        var rows = (RedisResult[])(await EvaluateAsync(
            ListScripts.Take, [Alive, Processing, _keys.Returned, settings.Source], [room.Bytes, .. ids], cancellationToken))!;
        return [.. rows.Select(row => Read((byte[])((RedisResult[])row!)[0]!, (int)((RedisResult[])row!)[1] == 1))];
    }

    public async Task<IReadOnlyList<Delivery>> FindMineAsync(Func<string, bool> holds, CancellationToken cancellationToken)
    {
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        var elements = await database.ListRangeAsync(Processing).WaitAsync(cancellationToken);
        return [.. elements.Reverse().Select(element => Read((byte[])element!, fresh: false)).Where(delivery => !holds(delivery.Id))];
    }

    public async Task<IReadOnlyList<Delivery>> TakeOverAsync(DeliveryScheduler scheduler, CancellationToken cancellationToken)
    {
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        foreach (var member in await database.SetMembersAsync(_keys.Consumers).WaitAsync(cancellationToken))
        {
            var consumer = member.ToString();
            if (consumer == settings.Consumer)
                continue;
            long returned;
            do
            {
                returned = (long)await EvaluateAsync(
                    ListScripts.Return, [_keys.Alive(consumer), _keys.Processing(consumer), _keys.Returned, _keys.Consumers], [consumer], cancellationToken);
                if (returned > 0)
                    host.Logger.Returned(settings.Name, consumer, returned);
            }
            while (returned >= 1_000);
        }

        return [];
    }

    public async Task<IReadOnlyList<Delivery>> RenewAsync(IReadOnlyList<Delivery> held, CancellationToken cancellationToken)
    {
        var now = host.Time.GetTimestamp();
        IReadOnlyList<Delivery> lost = [];
        if ((long)await EvaluateAsync(ListScripts.Renew, [Alive], [Lease], cancellationToken) == 0)
        {
            await PrepareAsync(cancellationToken);
            var database = await host.Connection.DatabaseAsync(cancellationToken);
            var mine = (await database.ListRangeAsync(Processing).WaitAsync(cancellationToken))
                .Select(element => Read((byte[])element!, fresh: false).Id).ToHashSet(StringComparer.Ordinal);
            // What came from a list that has since been deleted can't be anybody else's.
            lost = [.. held.Where(delivery => delivery.Origin == _identity && !mine.Contains(delivery.Id))];
        }

        foreach (var delivery in held.Except(lost))
            delivery.RenewedAt = now;
        return lost;
    }

    public async Task CountAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var next = ListElement.Of(delivery, delivery.Count + 1);
        await EvaluateAsync(ListScripts.Mark, [Processing], [ListElement.Of(delivery), next], cancellationToken);
        delivery.Count++;
    }

    public async Task AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        await EvaluateAsync(
            ListScripts.Acknowledge, [Processing], [.. deliveries.Select(delivery => (RedisValue)ListElement.Of(delivery))], cancellationToken);

    public async Task BuryAsync(Delivery delivery, NameValueEntry[] letter, CancellationToken cancellationToken) =>
        await EvaluateAsync(
            ListScripts.Bury, [Processing, settings.DeadStream],
            [ListElement.Of(delivery), .. letter.SelectMany(field => new[] { field.Name, field.Value })], cancellationToken);

    public async Task GiveBackAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (var chunk in deliveries.Chunk(MostAtOnce))
        {
            var values = chunk.SelectMany(one => new RedisValue[]
            {
                ListElement.Of(one), ListElement.Of(one, one.Fresh ? one.Count - 1 : one.Count),
            });
            await EvaluateAsync(ListScripts.GiveBack, [Processing, _keys.Returned], [.. values], cancellationToken);
        }
    }

    public Task TidyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        await database.KeyDeleteAsync(Alive).WaitAsync(cancellationToken);
        // Returns what was not given back, too.
        await EvaluateAsync(
            ListScripts.Return, [Alive, Processing, _keys.Returned, _keys.Consumers], [settings.Consumer], cancellationToken);
    }

    private Delivery Read(byte[] element, bool fresh)
    {
        var delivery = ListElement.Read(element, fresh, _identity);
        delivery.RenewedAt = host.Time.GetTimestamp();
        return delivery;
    }

    private async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        return await database.ScriptEvaluateAsync(script, keys, values).WaitAsync(cancellationToken);
    }
}
