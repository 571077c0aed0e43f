using Messaging.Failures;
using Orders.Service.Domain;

namespace Orders.Service.Workflow;

/// <summary>What an order can't become, it can't become at the next attempt either.</summary>
internal sealed class OrderFailureClassifier : IFailureClassifier
{
    public FailureKind? Classify(Exception exception) => exception is IllegalTransitionException ? FailureKind.Permanent : null;
}
