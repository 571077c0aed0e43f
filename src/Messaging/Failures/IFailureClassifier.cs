namespace Messaging.Failures;

/// <summary>Says of an exception what kind of failure it is. All registered ones are asked in turn; the first answer counts.</summary>
public interface IFailureClassifier
{
    /// <summary>The kind of failure, or <see langword="null"/> when this classifier does not know the exception. Pure; must not throw.</summary>
    FailureKind? Classify(Exception exception);
}
