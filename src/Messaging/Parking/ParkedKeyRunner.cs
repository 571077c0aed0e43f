using Messaging.Failures;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;

namespace Messaging.Parking;

/// <summary>
/// Runs the parked keys of one endpoint as they come due: the messages of a key in order, several keys at the same time. Every process runs
/// one; a lease on each key keeps them apart.
/// </summary>
public sealed class ParkedKeyRunner(
    IParkedKeyQueue queue, IParkedMessageHandler handler, ParkedKeyRunnerSettings settings, FailureClassification failures, TimeProvider time,
    ILogger logger)
{
    private const int DeadLetterAttempts = 5;
    private static readonly TimeSpan GiveBackTimeout = TimeSpan.FromSeconds(2);
    private volatile TaskCompletionSource _wake = NewWake();

    /// <summary>Says that a key was parked here, so that its first due time isn't missed by a poll interval.</summary>
    public void Wake() => _wake.TrySetResult();

    /// <summary>Runs until cancelled; what is in work then is given back.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var running = new HashSet<Task>();
        while (!stopping.IsCancellationRequested)
        {
            var delay = settings.PollInterval;
            try
            {
                running.RemoveWhere(task => task.IsCompleted);
                if (settings.Concurrency - running.Count is > 0 and var free)
                    delay = await StartAsync(running, free, stopping).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                ParkingLog.ClaimFailed(logger, settings.Source, settings.Group, exception.Message);
            }

            await PauseAsync(running, delay, stopping).ConfigureAwait(false);
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private async Task<TimeSpan> StartAsync(HashSet<Task> running, int free, CancellationToken stopping)
    {
        using var untraced = Untraced.Begin();
        var claims = await queue.ClaimAsync(settings.SourceSystem, settings.Source, settings.Group, free, settings.Lease, stopping).ConfigureAwait(false);
        foreach (var claim in claims.Claims)
            running.Add(Task.Run(() => RunKeyAsync(claim, stopping), CancellationToken.None));

        return claims.NextDue < settings.PollInterval ? claims.NextDue.Value : settings.PollInterval;
    }

    private async Task PauseAsync(HashSet<Task> running, TimeSpan delay, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var wake = _wake.Task;
        var waits = running.Append(wake).Append(Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1), time, over.Token));
        await Task.WhenAny(waits).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        if (wake.IsCompleted)
            _wake = NewWake();
    }

    private async Task RunKeyAsync(ParkedClaim claim, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewing = RenewAsync(claim, lost);
        try
        {
            await RunMessagesAsync(claim, lost.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The database went away, or the process stops. The key is run again, here or elsewhere; at the latest when the lease ends.
            if (!lost.IsCancellationRequested)
                ParkingLog.RunFailed(logger, exception, settings.Source, settings.Group, claim.KeyId);
            await GiveBackAsync(claim, stopping).ConfigureAwait(false);
        }
        finally
        {
            await lost.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }
    }

    private async Task RunMessagesAsync(ParkedClaim claim, CancellationToken cancellationToken)
    {
        var more = true;
        while (more && await queue.NextAsync(claim, cancellationToken).ConfigureAwait(false) is { } message)
            more = await RunOneAsync(claim, message, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> RunOneAsync(ParkedClaim claim, ParkedMessage message, CancellationToken cancellationToken)
    {
        var delivery = new OrderedDelivery(claim.Key) { Parked = claim, ParkedId = message.Id };
        try
        {
            await handler.RunAsync(message, delivery, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var failed = message with { Attempts = message.Attempts + delivery.Attempts };
            return await FailedAsync(claim, failed, delivery.Attempts, exception, cancellationToken).ConfigureAwait(false);
        }

        return delivery.Verdict is not DeliveryVerdict.Gone && await queue.CompleteAsync(claim, message, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> FailedAsync(
        ParkedClaim claim, ParkedMessage message, int attempts, Exception exception, CancellationToken cancellationToken)
    {
        var kind = failures.Classify(exception);
        // This run was a redelivery itself.
        var decision = FailureDecision.Of(kind, int.MaxValue, 0, message.Redeliveries + 1, settings.Failures);
        var failure = ParkingFailure.Of(exception);
        if (decision.Action is not FailureAction.DeadLetter)
        {
            await queue.FailAsync(claim, message, failure, decision.Action is not FailureAction.Wait, Jittered(decision.Delay), cancellationToken).ConfigureAwait(false);
            ParkingLog.FailedAgain(logger, settings.Source, settings.Group, claim.KeyId, decision.Delay, failure.ExceptionType);
            return false;
        }

        await DeadLetterAsync(claim, message, exception, cancellationToken).ConfigureAwait(false);
        return await queue.BuryAsync(claim, message, failure, settings.HoldAfterDeadLetter, cancellationToken).ConfigureAwait(false);
    }

    // A consumer should not run again because its dead letter could not be written at once.
    private async Task DeadLetterAsync(ParkedClaim claim, ParkedMessage message, Exception exception, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await handler.DeadLetterAsync(message, claim.Key, exception, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (attempt < DeadLetterAttempts && !cancellationToken.IsCancellationRequested)
            {
                ParkingLog.RunFailed(logger, failure, settings.Source, settings.Group, claim.KeyId);
            }

            await Task.Delay(settings.PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(ParkedClaim claim, CancellationTokenSource lost)
    {
        using var timer = new PeriodicTimer(settings.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(lost.Token).ConfigureAwait(false))
            {
                if (!await queue.RenewAsync(claim, settings.Lease, lost.Token).ConfigureAwait(false))
                    await lost.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // Without the database no message takes effect; its own transaction says so.
            ParkingLog.RunFailed(logger, exception, settings.Source, settings.Group, claim.KeyId);
        }
    }

    private async Task GiveBackAsync(ParkedClaim claim, CancellationToken stopping)
    {
        try
        {
            using var timeout = new CancellationTokenSource(GiveBackTimeout, time);
            await queue.GiveBackAsync(claim, stopping.IsCancellationRequested ? TimeSpan.Zero : settings.PollInterval, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            ParkingLog.RunFailed(logger, exception, settings.Source, settings.Group, claim.KeyId);
        }
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Keys that failed together shall not come back together.
    private static TimeSpan Jittered(TimeSpan delay) => delay * (0.8 + (Random.Shared.NextDouble() * 0.4));
}
