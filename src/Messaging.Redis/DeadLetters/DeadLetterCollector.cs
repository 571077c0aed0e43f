using Messaging.DeadLetters;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Moves the entries of a dead stream to the table of dead letters: added there first, removed here after. Every replica may do so, since the
/// table takes each one once.
/// </summary>
internal sealed class DeadLetterCollector(string stream, IDeadLetterStore store, RedisHost host)
{
    private const int Batch = 100;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));

    public async Task RunAsync(CancellationToken stopping)
    {
        using var untraced = Untraced.Begin();
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            var delay = Idle;
            try
            {
                if (await MoveAsync(stopping) == Batch)
                    continue;
                failures = 0;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                if (++failures == 2)
                    host.Logger.NotCollected(stream, exception.Message);
                delay = Backoff.Next(failures);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(delay, host.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> MoveAsync(CancellationToken cancellationToken)
    {
        var database = await host.Connection.DatabaseAsync(cancellationToken);
        var entries = await database.StreamRangeAsync(stream, count: Batch).WaitAsync(cancellationToken);
        if (entries.Length == 0)
            return 0;
        var added = await store.AddAsync([.. entries.Select(DeadLetterReader.Read)], cancellationToken);
        await database.StreamDeleteAsync(stream, [.. entries.Select(entry => entry.Id)]).WaitAsync(cancellationToken);
        if (added > 0)
            host.Logger.Collected(added, stream);
        return entries.Length;
    }
}
