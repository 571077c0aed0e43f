using MassTransit;
using MassTransit.RetryPolicies;

namespace Messaging.Failures;

/// <summary>The part of the policy that holds the message: waiting for the infrastructure, and retries in the process.</summary>
internal sealed class FailureRetryPolicy(FailureClassification classification, FailureOptions options, EndpointWaits waits) : IRetryPolicy
{
    public FailureOptions Options => options;

    public EndpointWaits Waits => waits;

    public RetryPolicyContext<T> CreatePolicyContext<T>(T context)
        where T : class, PipeContext => new PolicyContext<T>(this, context);

    public bool IsHandled(Exception exception) => classification.Classify(exception) is not FailureKind.Permanent;

    public void Probe(ProbeContext context) => context.Set(new { Policy = "Failures", options.Immediate.Retries });

    private bool TryDecide(Exception exception, int retries, int waited, out FailureKind kind, out TimeSpan delay)
    {
        kind = classification.Classify(exception);
        // Redelivery is another filter's matter; here only what holds the message counts.
        var decision = FailureDecision.Of(kind, retries, waited, int.MaxValue, options);
        delay = decision.Delay * (0.8 + (Random.Shared.NextDouble() * 0.4));
        return decision.Action is FailureAction.Wait or FailureAction.Retry;
    }

    private sealed class PolicyContext<T>(FailureRetryPolicy policy, T context) : BaseRetryPolicyContext<T>(policy, context)
        where T : class, PipeContext
    {
        private readonly FailureRetryPolicy _policy = policy;

        public override bool CanRetry(Exception exception, out RetryContext<T> retryContext)
        {
            var retry = _policy.TryDecide(exception, 0, 0, out var kind, out var delay) && !CancellationToken.IsCancellationRequested;
            retryContext = new Retry<T>(_policy, Context, exception, 0, 0, 0, kind, delay, CancellationToken);
            return retry;
        }

        protected override RetryContext<T> CreateRetryContext(Exception exception, CancellationToken cancellationToken) =>
            new Retry<T>(_policy, Context, exception, 0, 0, 0, FailureKind.Transient, TimeSpan.Zero, cancellationToken);
    }

    private sealed class Retry<T>(
        FailureRetryPolicy policy, T context, Exception exception, int count, int retries, int waited, FailureKind kind, TimeSpan delay,
        CancellationToken cancellationToken) : BaseRetryContext<T>(context, exception, count, cancellationToken), RetryContext<T>
        where T : class, PipeContext
    {
        public override TimeSpan? Delay => delay;

        public override Task PreRetry()
        {
            if (kind is FailureKind.Infrastructure)
                policy.Waits.LookedAgain();
            return Task.CompletedTask;
        }

        public bool CanRetry(Exception exception, out RetryContext<T> retryContext)
        {
            var retriesSoFar = retries + (kind is FailureKind.Transient ? 1 : 0);
            var waitedSoFar = waited + (kind is FailureKind.Infrastructure ? 1 : 0);
            var retry = policy.TryDecide(exception, retriesSoFar, waitedSoFar, out var nextKind, out var nextDelay) && !CancellationToken.IsCancellationRequested;
            retryContext = new Retry<T>(policy, Context, exception, RetryCount + 1, retriesSoFar, waitedSoFar, nextKind, nextDelay, CancellationToken);
            return retry;
        }
    }
}
