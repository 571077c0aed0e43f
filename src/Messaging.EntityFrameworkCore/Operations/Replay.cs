using Messaging.Auditing;
using Messaging.DeadLetters.Administration;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Replays dead letters one after the other, in the transaction in which they are locked.</summary>
internal sealed class Replay(
    DbContext context, OperationsSql sql, LetterInbox inbox, IAuditTrail audit, IEnumerable<IDeadLetterRoute> routes, ReplayRequest request, TimeProvider time)
{
    public const string SubjectType = "dead-letter";

    private readonly IDeadLetterRoute[] _routes = [.. routes];
    private int _sent;

    public async Task<ReplayedLetter> RunAsync(StoredDeadLetter letter, CancellationToken cancellationToken)
    {
        if (letter.State is not DeadLetterState.Open && !request.RunAgain)
            return new ReplayedLetter(letter.Id, ReplayOutcome.Refused, null, $"It is {letter.State} since {letter.StateChangedAt:O}; only an open one is replayed.");
        var route = Array.FindLast(_routes, candidate => candidate.Handles(letter.Letter.SourceSystem));
        if (route?.Describe(letter) is not { } destination)
            return new ReplayedLetter(letter.Id, ReplayOutcome.Refused, null, $"Nobody knows the way back to {letter.Letter.SourceSystem} {letter.Letter.Source}. Register an IDeadLetterRoute, or discard it.");
        var endpoint = route.EndpointOf(letter);
        if (!request.RunAgain && await inbox.IsDoneAsync(letter, endpoint, cancellationToken).ConfigureAwait(false))
        {
            await EndAsync(letter, DeadLetterState.Done, "already-done", destination, cancellationToken).ConfigureAwait(false);
            return new ReplayedLetter(letter.Id, ReplayOutcome.AlreadyDone, destination, null);
        }

        if (!request.DryRun)
        {
            if (request.RunAgain)
                await inbox.ForgetAsync(letter, endpoint, cancellationToken).ConfigureAwait(false);
            var delay = request.RatePerSecond is { } rate ? TimeSpan.FromSeconds(_sent / rate) : TimeSpan.Zero;
            await route.SendAsync(await inbox.WithUsableStampAsync(letter, cancellationToken).ConfigureAwait(false), delay, cancellationToken).ConfigureAwait(false);
            await EndAsync(letter, DeadLetterState.Replayed, request.RunAgain ? "run-again" : "replay", destination, cancellationToken).ConfigureAwait(false);
        }

        _sent++;
        return new ReplayedLetter(letter.Id, ReplayOutcome.Replayed, destination, null);
    }

    private async Task EndAsync(StoredDeadLetter letter, DeadLetterState state, string action, string destination, CancellationToken cancellationToken)
    {
        if (request.DryRun)
            return;
        await context.ExecuteAsync(sql.SetState, time, cancellationToken, ("@id", letter.Id), ("@state", state.ToString())).ConfigureAwait(false);
        await audit.AddAsync(
            new AuditEntry
            {
                Actor = request.Actor,
                Action = action,
                SubjectType = SubjectType,
                SubjectId = letter.Id.ToString("D"),
                Reason = request.Reason,
                Details = new Dictionary<string, object?>(StringComparer.Ordinal) { ["destination"] = destination, ["messageId"] = letter.Letter.MessageId?.ToString("D") },
            },
            cancellationToken).ConfigureAwait(false);
    }
}
