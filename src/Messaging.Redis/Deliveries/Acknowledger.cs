using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Messaging.Redis;

/// <summary>
/// Acknowledges what is finished: while one batch is on its way the next gathers. What could not be acknowledged is held, and so kept from
/// others, until it can.
/// </summary>
internal sealed class Acknowledger(IDeliverySource source, DeliveryScheduler scheduler, EndpointSettings settings, RedisHost host)
{
    private const int LargestBatch = 500;
    private const int Enough = 64;

    // A call of a few costs the server and us nearly what one of many does.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(1);
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));
    private readonly Channel<Delivery> _finished = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(Delivery delivery) => _finished.Writer.TryWrite(delivery);

    /// <summary>Nothing more will be added; what is there is still acknowledged.</summary>
    public void Complete() => _finished.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new List<Delivery>();
        while (await _finished.Reader.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            Gather(batch);
            if (batch.Count < Enough)
            {
                await Task.Delay(Linger, host.Time, cancellationToken);
                Gather(batch);
            }

            await AcknowledgeAsync(batch, cancellationToken);
            scheduler.Acknowledged(batch);
        }
    }

    private void Gather(List<Delivery> batch)
    {
        while (batch.Count < LargestBatch && _finished.Reader.TryRead(out var delivery))
            batch.Add(delivery);
    }

    private async Task AcknowledgeAsync(List<Delivery> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await source.AcknowledgeAsync(batch, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (attempt == 1)
                    host.Logger.NotAcknowledged(settings.Name, batch.Count, exception.Message);
                await Task.Delay(Backoff.Next(attempt), host.Time, cancellationToken);
            }
        }
    }
}
