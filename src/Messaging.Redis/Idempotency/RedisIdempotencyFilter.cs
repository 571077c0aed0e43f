using System.Security.Cryptography;
using MassTransit;
using Messaging.Inbox;

namespace Messaging.Redis;

/// <summary>Runs the consumer when the message is ours to do, not at all when it was done, and waits while somebody else works on it.</summary>
internal sealed class RedisIdempotencyFilter<TMessage>(string endpoint, IdempotencyKeys keys, RedisIdempotencyOptions options, RedisHost host)
    : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    private static readonly Backoff Waiting = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
    private static readonly Backoff Marking = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(2);

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        if (KeyOf(context) is not { } key)
        {
            host.Logger.Unidentified(endpoint);
            await next.Send(context);
            return;
        }

        var token = Guid.NewGuid().ToString("N");
        if (!await ClaimAsync(key, token, context.CancellationToken))
        {
            host.Logger.Duplicate(endpoint, key);
            // Acknowledged like a consumed one, without an effect.
            await context.NotifyConsumed(context, TimeSpan.Zero, endpoint);
            return;
        }

        using var working = new CancellationTokenSource();
        var extending = ExtendAsync(key, token, working.Token);
        try
        {
            await next.Send(context);
            await FinishAsync(key, token, context.CancellationToken);
        }
        catch
        {
            await ReleaseAsync(key, token);
            throw;
        }
        finally
        {
            await working.CancelAsync();
            await extending;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("redisIdempotency");

    private string? KeyOf(ConsumeContext<TMessage> context)
    {
        var receive = context.ReceiveContext;
        var known = receive.TryGetPayload(out MessageIdentity? identity) ? identity.MessageId : context.GetOriginalMessageId();
        // A rider makes an id of a position where the sender gave none; a second sending has another position.
        var isSenders = identity is null || receive.TransportHeaders.TryGetHeader(MessagingHeaders.MessageId, out _)
            || (receive.TryGetPayload(out RedisEntry? _) && !receive.HasPayloadType(typeof(UnknownToSender)));
        if (options.HashBody && (known is null || !isSenders))
            return $"{options.KeyPrefix}:{endpoint}:sha256:{Convert.ToHexStringLower(SHA256.HashData(receive.Body.GetBytes()))}";
        return known is { } id ? $"{options.KeyPrefix}:{endpoint}:{id}" : null;
    }

    private async Task<bool> ClaimAsync(string key, string token, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            switch (await keys.ClaimAsync(key, token, cancellationToken))
            {
                case IdempotencyClaim.Ours:
                    return true;
                case IdempotencyClaim.Done:
                    return false;
            }

            await Task.Delay(Waiting.Next(attempt), host.Time, cancellationToken);
        }
    }

    private async Task ExtendAsync(string key, string token, CancellationToken finished)
    {
        while (!finished.IsCancellationRequested)
        {
            await Task.Delay(options.Lease / 3, host.Time, finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (finished.IsCancellationRequested)
                return;
            try
            {
                if (!await keys.ExtendAsync(key, token, finished))
                    host.Logger.ClaimLost(endpoint, key);
            }
            catch (Exception exception) when (!finished.IsCancellationRequested)
            {
                // The claim lasts for two more tries.
                host.Logger.IdempotencyWaits(endpoint, exception.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The effect is there: as long as this process lives, that is not given up, or the message would run again.</summary>
    private async Task FinishAsync(string key, string token, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (!await keys.FinishAsync(key, token, CancellationToken.None))
                    host.Logger.ClaimLost(endpoint, key);
                return;
            }
            catch (RedisUnavailableException exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (attempt == 1)
                    host.Logger.IdempotencyWaits(endpoint, exception.Message);
                await Task.Delay(Marking.Next(attempt), host.Time, cancellationToken);
            }
        }
    }

    private async Task ReleaseAsync(string key, string token)
    {
        using var patience = new CancellationTokenSource(ReleasePatience);
        try
        {
            await keys.ReleaseAsync(key, token, patience.Token);
        }
        catch (Exception exception)
        {
            // The claim expires by itself.
            host.Logger.IdempotencyWaits(endpoint, exception.Message);
        }
    }
}
