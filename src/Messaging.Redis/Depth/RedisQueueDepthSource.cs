using Messaging.Depth;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>What waits in the streams and lists that this process has endpoints for: unread, and taken without being acknowledged.</summary>
internal sealed class RedisQueueDepthSource(RedisHost host) : IQueueDepthSource
{
    public string System => RedisActivities.System;

    public async Task<IReadOnlyList<QueueDepth>> MeasureAsync(CancellationToken cancellationToken)
    {
        var found = new List<QueueDepth>();
        if (host.Settings.ConnectionString is null || host.Endpoints.Count == 0)
            return found;
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        foreach (var endpoint in host.Endpoints)
        {
            var depth = endpoint.Group is null
                ? await ListAsync(database, endpoint, cancellationToken)
                : await StreamAsync(database, endpoint, cancellationToken);
            if (depth is not null)
                found.Add(depth);
        }

        return found;
    }

    private async Task<QueueDepth?> StreamAsync(IDatabase database, EndpointSettings endpoint, CancellationToken cancellationToken)
    {
        var answer = await database.ScriptEvaluateAsync(
            DepthScripts.Stream, [endpoint.Source], [endpoint.Group, (long)endpoint.TakeOverAfter.TotalMilliseconds]).WaitAsync(cancellationToken);
        if (answer.IsNull)
            return null;
        var numbers = (long[])answer!;
        return new QueueDepth(
            System, endpoint.Name, numbers[0], (int)numbers[1], numbers[2] < 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(numbers[2]));
    }

    private async Task<QueueDepth?> ListAsync(IDatabase database, EndpointSettings endpoint, CancellationToken cancellationToken)
    {
        var keys = new ListKeys(endpoint.Source);
        var consumers = await database.SetMembersAsync(keys.Consumers).WaitAsync(cancellationToken);
        var answer = await database.ScriptEvaluateAsync(
            DepthScripts.List,
            [endpoint.Source, keys.Returned, .. consumers.SelectMany(one => new RedisKey[] { keys.Processing(one!), keys.Alive(one!) })]).WaitAsync(cancellationToken);
        var numbers = (long[])answer!;
        // An element of a list carries no time.
        return new QueueDepth(System, endpoint.Name, numbers[0], (int)numbers[1], numbers[0] == 0 ? TimeSpan.Zero : null);
    }
}
