using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;

namespace Messaging.Failures;

/// <summary>
/// Ends an attempt that takes too long, by its cancellation token, and counts attempts. MassTransit's own time-out reports a fault for each attempt, even for one
/// that a retry mends; here a fault goes through the retries like any other.
/// </summary>
internal sealed class DeadlineFilter<T>(TimeSpan deadline, string endpoint, FailureClassification failures, FailureInstruments instruments, TimeProvider time) : IFilter<ConsumeContext<T>>, IPipeSpecification<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        instruments.Begins(context, endpoint);
        using var clock = new AttemptClock(deadline, time, context.CancellationToken);
        var attempt = new Attempt(context, exception => IsLate(exception) ? Late(context) : exception, clock);
        try
        {
            await next.Send(attempt).ConfigureAwait(false);
            await attempt.ConsumeCompleted.ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (IsLate(exception))
        {
            FailedAttempts.Add(context);
            throw Late(context);
        }
        catch (Exception exception) when (failures.Classify(exception) is not FailureKind.Infrastructure)
        {
            FailedAttempts.Add(context);
            throw;
        }

        bool IsLate(Exception exception) => exception is OperationCanceledException && clock.IsLate && !context.CancellationToken.IsCancellationRequested;
    }

    public void Apply(IPipeBuilder<ConsumeContext<T>> builder) => builder.AddFilter(this);

    public IEnumerable<ValidationResult> Validate() => [];

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadline").Add("deadline", deadline);

    // Without the cancellation inside: MassTransit takes whatever has one at its root for a bus that stops, and leaves it out of the error queue.
    private TimeoutException Late(ConsumeContext<T> context) => new(
        $"The attempt at message {context.MessageId} on {endpoint} took longer than {deadline} and was cancelled. Endpoints:{endpoint}:Deadline changes the time.");

    private sealed class Attempt(ConsumeContext<T> outer, Func<Exception, Exception> explain, AttemptClock clock) : ConsumeContextProxy<T>(outer)
    {
        private readonly ConsumeContext<T> _outer = outer;

        public override CancellationToken CancellationToken => clock.Token;

        // Of a context whose token has ended nothing is reported, and the deadline's has.
        public override Task NotifyFaulted<TFaulted>(ConsumeContext<TFaulted> context, TimeSpan duration, string consumerType, Exception exception) =>
            base.NotifyFaulted(_outer as ConsumeContext<TFaulted> ?? context, duration, consumerType, explain(exception));
    }
}
