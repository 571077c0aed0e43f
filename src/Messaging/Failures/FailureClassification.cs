using System.Net.Sockets;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;

namespace Messaging.Failures;

/// <summary>Asks every <see cref="IFailureClassifier"/>, from the outermost exception to the innermost, then applies the general rules.</summary>
public sealed class FailureClassification(IEnumerable<IFailureClassifier> classifiers)
{
    private readonly IFailureClassifier[] _classifiers = [.. classifiers];

    /// <summary>The kind of failure; an exception that nobody knows is <see cref="FailureKind.Transient"/>.</summary>
    public FailureKind Classify(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            foreach (var classifier in _classifiers)
            {
                if (classifier.Classify(current) is { } kind)
                    return kind;
            }

            if (General(current) is { } general)
                return general;
        }

        return FailureKind.Transient;
    }

    private static FailureKind? General(Exception exception) => exception switch
    {
        PermanentFailureException => FailureKind.Permanent,
        // A problem with the wire comes as JsonException or SerializationException from any serializer.
        SerializationException or JsonException => FailureKind.Permanent,
        ArgumentException or FormatException or NotSupportedException or NotImplementedException => FailureKind.Permanent,
        UnhandledEventException or UnknownStateException => FailureKind.Permanent,
        TimeoutException or SocketException or IOException or HttpRequestException => FailureKind.Transient,
        _ => null,
    };
}
