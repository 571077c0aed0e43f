using Messaging.DeadLetters.Administration;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>What the inbox knows of a dead letter's message, and what people have it remember or forget.</summary>
internal sealed class LetterInbox(DbContext context, InboxConsumers consumers, TimeProvider time)
{
    /// <summary>Whether the effect has happened: every consumer of the endpoint that takes it has committed.</summary>
    public async Task<bool> IsDoneAsync(StoredDeadLetter letter, string? endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is null || letter.Letter.OriginalMessageId is not { } id)
            return false;
        var done = await context.QueryAsync(
            OperationsSql.For(context).Consumed, time, row => row.Text(0)!, cancellationToken, ("@bucket", Bucket(letter)), ("@id", id), ("@endpoint", endpoint)).ConfigureAwait(false);
        return consumers.Of(endpoint, letter.Letter.MessageType).All(consumer => done.Contains(consumer, StringComparer.Ordinal));
    }

    public async Task ForgetAsync(StoredDeadLetter letter, string? endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is not null && letter.Letter.OriginalMessageId is { } id)
        {
            await context.ExecuteAsync(
                OperationsSql.For(context).Forget, time, cancellationToken, ("@bucket", Bucket(letter)), ("@id", id), ("@endpoint", endpoint)).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps copies of the message that still come from having an effect.</summary>
    public async Task RememberAsync(StoredDeadLetter letter, string? endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is null || letter.Letter.OriginalMessageId is not { } id)
            return;
        foreach (var consumer in consumers.Of(endpoint, letter.Letter.MessageType))
        {
            await context.ExecuteAsync(
                OperationsSql.For(context).Remember, time, cancellationToken,
                ("@bucket", Bucket(letter)), ("@id", id), ("@consumer", consumer), ("@endpoint", endpoint)).ConfigureAwait(false);
        }
    }

    /// <summary>The letter with a stamp under which it can be consumed: beyond the inbox's window it gets a new one, since nothing is remembered of the old.</summary>
    public async Task<StoredDeadLetter> WithUsableStampAsync(StoredDeadLetter letter, CancellationToken cancellationToken)
    {
        if (Bucket(letter) is null)
            return letter;
        var kept = await context.QueryAsync(
            OperationsSql.For(context).HasPlace, time, row => row.Number(0) == 1, cancellationToken, ("@bucket", Bucket(letter))).ConfigureAwait(false);
        return kept[0] ? letter : letter with { Letter = letter.Letter with { StampedAt = null } };
    }

    private static DateOnly? Bucket(StoredDeadLetter letter) =>
        letter.Letter.StampedAt is { } stamp ? DateOnly.FromDateTime(stamp.UtcDateTime) : null;
}
