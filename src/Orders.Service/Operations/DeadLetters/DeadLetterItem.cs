using Messaging.DeadLetters.Administration;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>One dead letter in a list.</summary>
internal sealed record DeadLetterItem(
    Guid Id, DeadLetterState State, string SourceSystem, string Source, string? SourceGroup, string? Destination, string? MessageType, Guid? MessageId, string? OrderingKey,
    string? ExceptionType, string? ExceptionMessage, int Attempts, DateTimeOffset? FirstFailedAt, DateTimeOffset? LastFailedAt, string? TraceId, Guid? ReplayOf, string? Note)
{
    // A list is looked over; the whole text is in the dead letter itself.
    private const int LongestMessage = 300;

    public static DeadLetterItem Of(StoredDeadLetter stored)
    {
        var it = stored.Letter;
        var message = it.ExceptionMessage is { Length: > LongestMessage } text ? $"{text[..LongestMessage]}…" : it.ExceptionMessage;
        return new DeadLetterItem(
            stored.Id, stored.State, it.SourceSystem, it.Source, it.SourceGroup, it.Destination, it.MessageType, it.MessageId, it.OrderingKey,
            it.ExceptionType, message, it.Attempts, it.FirstFailedAt, it.LastFailedAt, stored.TraceId, it.ReplayOf, stored.Note);
    }
}
