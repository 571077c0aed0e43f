using System.Diagnostics;
using MassTransit;
using MassTransit.Context;
using MassTransit.Transports;
using Messaging.Failures;
using Messaging.Riders;
using Microsoft.Extensions.Logging;

namespace Messaging.Redis;

/// <summary>Runs one message through the endpoint's pipeline and decides what becomes of it.</summary>
internal sealed class DeliveryProcessor<T>(
    RiderReceiveEndpointContext endpoint, DeliveryReader<T> reader, IDeliverySource source, FailureClassification failures, FailureOptions options,
    EndpointSettings settings, RedisHost host)
    where T : class
{
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));
    private readonly Lazy<IReceivePipeDispatcher> _dispatcher = new(endpoint.CreateReceivePipeDispatcher);

    public async Task<DeliveryOutcome> ProcessAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        // The timer or thread that comes here has nothing to do with the message's trace.
        Activity.Current = null;
        try
        {
            if (delivery.DeadBecause is null)
            {
                // Whoever has not shown a sign of life for so long may have lost it to another.
                if (host.Time.GetElapsedTime(delivery.RenewedAt) > settings.TakeOverAfter)
                    return DeliveryOutcome.Abandoned;
                await CountAsync(delivery, cancellationToken);
            }

            delivery.StartedAt = host.Time.GetTimestamp();
            var outcome = delivery.DeadBecause is null ? await DispatchAsync(delivery, cancellationToken) : null;
            return outcome ?? await BuryAsync(delivery, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return DeliveryOutcome.Abandoned;
        }
        catch (Exception exception)
        {
            // Redis itself: nothing is counted, and the consumer, where it ran, is not run again by this.
            host.Logger.Waits(settings.Name, delivery.Id, exception.Message);
            return DeliveryOutcome.Again(Backoff.Next(++delivery.Waits));
        }
        finally
        {
            delivery.StartedAt = 0;
        }
    }

    private async Task CountAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (!delivery.Fresh)
            await source.CountAsync(delivery, cancellationToken);
        delivery.Fresh = false;
        if (delivery.Count > settings.DeliveryLimit)
        {
            delivery.DeadBecause = new DeliveryLimitException(
                $"Begun {delivery.Count - 1} times and never ended: its consumers crash on it, or are killed. The limit is {settings.DeliveryLimit}.");
        }
    }

    /// <returns><see langword="null"/>: it is to become a dead letter.</returns>
    private async Task<DeliveryOutcome?> DispatchAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var kind = FailureKind.Permanent;
        RedisReceiveContext<T>? context = null;
        try
        {
            var message = reader.Read(delivery);
            var identity = DeliveryIdentities.Of(delivery, settings.Source, reader.Identity?.Invoke(message));
            kind = FailureKind.Transient;
            using (context = new RedisReceiveContext<T>(endpoint, settings, delivery, message, identity))
            {
                await using var cancelled = cancellationToken.Register(context.Cancel);
                await _dispatcher.Value.Dispatch(context, NoLockReceiveContext.Instance);
            }

            return DeliveryOutcome.Finished;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (kind is not FailureKind.Permanent)
                kind = exception is MessageNotConsumedException ? FailureKind.Permanent : failures.Classify(exception);
            if (kind is not FailureKind.Infrastructure)
                delivery.Failed(context is null ? 0 : AttemptsIn(context), host.Time.GetUtcNow());
            return After(delivery, exception, kind);
        }
    }

    private static int AttemptsIn(RedisReceiveContext<T> context) => context.GetFailedAttempts() is > 0 and var counted ? counted : 1 + context.Retries;

    private DeliveryOutcome? After(Delivery delivery, Exception exception, FailureKind kind)
    {
        // The immediate retries were the pipeline's matter.
        var decision = FailureDecision.Of(kind, options.Immediate.Retries, delivery.Waits, delivery.Count - 1, options);
        switch (decision.Action)
        {
            case FailureAction.Wait:
                delivery.Waits++;
                delivery.Fresh = true;
                break;
            case FailureAction.Redeliver or FailureAction.Retry:
                host.Logger.TriedAgain(exception, settings.Name, delivery.Id, delivery.Count, decision.Delay, exception.GetType().FullName!);
                break;
            default:
                delivery.DeadBecause = exception;
                return null;
        }

        return DeliveryOutcome.Again(decision.Delay);
    }

    private async Task<DeliveryOutcome> BuryAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var exception = delivery.DeadBecause!;
        var declared = delivery.Message is T message ? reader.Identity?.Invoke(message) : null;
        var identity = DeliveryIdentities.Of(delivery, settings.Source, declared);
        await source.BuryAsync(delivery, DeadLetterEntry.Of(delivery, settings, identity, exception, host.Time.GetUtcNow()), cancellationToken);
        host.Logger.DeadLettered(settings.Name, delivery.Id, settings.DeadStream, exception.GetType().FullName!, exception.Message);
        return DeliveryOutcome.Buried;
    }
}
