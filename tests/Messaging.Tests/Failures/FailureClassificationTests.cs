using System.Net.Sockets;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using Messaging.Failures;

namespace Messaging.Tests.Failures;

public sealed class FailureClassificationTests
{
    public static TheoryData<string, Exception, FailureKind> GeneralRules => new()
    {
        { "as thrown on purpose", new PermanentFailureException("no"), FailureKind.Permanent },
        { "a body that is no JSON", new JsonException(), FailureKind.Permanent },
        { "a body of another shape", new SerializationException(), FailureKind.Permanent },
        { "an argument out of range", new ArgumentOutOfRangeException(), FailureKind.Permanent },
        { "a text that can't be read", new FormatException(), FailureKind.Permanent },
        { "what is not supported", new NotSupportedException(), FailureKind.Permanent },
        { "an event that the state does not take", new UnhandledEventException(), FailureKind.Permanent },
        { "a state that the machine does not know", new UnknownStateException(), FailureKind.Permanent },
        { "a time-out", new TimeoutException(), FailureKind.Transient },
        { "a lost connection", new SocketException(), FailureKind.Transient },
        { "a lost stream", new IOException(), FailureKind.Transient },
        { "a failed request", new HttpRequestException(), FailureKind.Transient },
        { "what nobody knows", new InvalidOperationException(), FailureKind.Transient },
        { "what nobody knows around what is known", new InvalidOperationException("", new JsonException()), FailureKind.Permanent },
        { "several layers", new InvalidOperationException("", new InvalidDataException("", new FormatException())), FailureKind.Permanent },
        { "the outermost that is known counts", new TimeoutException("", new FormatException()), FailureKind.Transient },
        { "the first of several", new AggregateException(new FormatException(), new TimeoutException()), FailureKind.Permanent },
    };

    [Theory]
    [MemberData(nameof(GeneralRules), DisableDiscoveryEnumeration = true)]
    public void By_the_general_rules(string what, Exception exception, FailureKind kind) =>
        new FailureClassification([]).Classify(exception).ShouldBe(kind, what);

    [Fact]
    public void A_classifier_of_the_application_is_asked_before_the_general_rules() =>
        new FailureClassification([new Knows<TimeoutException>(FailureKind.Infrastructure)])
            .Classify(new TimeoutException()).ShouldBe(FailureKind.Infrastructure);

    [Fact]
    public void A_classifier_that_does_not_know_the_exception_leaves_it_to_the_next() =>
        new FailureClassification([new Knows<IOException>(FailureKind.Permanent), new Knows<TimeoutException>(FailureKind.Infrastructure)])
            .Classify(new TimeoutException()).ShouldBe(FailureKind.Infrastructure);

    [Fact]
    public void The_first_classifier_that_knows_the_exception_decides() =>
        new FailureClassification([new Knows<TimeoutException>(FailureKind.Permanent), new Knows<TimeoutException>(FailureKind.Infrastructure)])
            .Classify(new TimeoutException()).ShouldBe(FailureKind.Permanent);

    [Fact]
    public void Classifiers_see_the_exceptions_inside_one_that_nobody_knows() =>
        new FailureClassification([new Knows<SocketException>(FailureKind.Infrastructure)])
            .Classify(new InvalidOperationException("", new SocketException())).ShouldBe(FailureKind.Infrastructure);

    private sealed class Knows<TException>(FailureKind kind) : IFailureClassifier
        where TException : Exception
    {
        public FailureKind? Classify(Exception exception) => exception is TException ? kind : null;
    }
}
