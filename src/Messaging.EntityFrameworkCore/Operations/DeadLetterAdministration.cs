using Messaging.Auditing;
using Messaging.DeadLetters.Administration;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Dead letters of the database of <typeparamref name="TDbContext"/>.</summary>
internal sealed class DeadLetterAdministration<TDbContext>(
    TDbContext context, IAuditTrail audit, IEnumerable<IDeadLetterRoute> routes, IEnumerable<IDeadLetterObserver> observers, InboxConsumers consumers, TimeProvider time)
    : IDeadLetterAdministration
    where TDbContext : DbContext
{
    private readonly LetterInbox _inbox = new(context, consumers, time);

    private OperationsSql Sql => OperationsSql.For(context);

    public async Task<IReadOnlyList<StoredDeadLetter>> ListAsync(DeadLetterFilter filter, DeadLetterCursor? after, int limit, CancellationToken cancellationToken)
    {
        var (where, parameters) = DeadLetterRows.Where(filter, after);
        return await context.QueryAsync(
            $"{Sql.List}{where} order by last_failed_at desc, id desc limit @limit", time, DeadLetterRows.Read, cancellationToken, [.. parameters, ("@limit", limit)]).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        var (where, parameters) = DeadLetterRows.Where(filter);
        return await context.QueryAsync(
            $"{Sql.Group}{where} group by source_system, source, message_type, exception_type order by count(*) desc, source_system, source, message_type, exception_type limit @limit",
            time, DeadLetterRows.ReadGroup, cancellationToken, [.. parameters, ("@limit", limit)]).ConfigureAwait(false);
    }

    public async Task<StoredDeadLetter?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await context.QueryAsync(Sql.Find, time, DeadLetterRows.ReadFull, cancellationToken, ("@id", id)).ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyList<Guid>> FindReplaysAsync(Guid id, CancellationToken cancellationToken) =>
        await context.QueryAsync(Sql.Replays, time, row => row.Id(0)!.Value, cancellationToken, ("@id", id)).ConfigureAwait(false);

    public async Task<IReadOnlyList<StoredDeadLetter>> FindOpenAsync(string orderingKey, CancellationToken cancellationToken) =>
        await context.QueryAsync(Sql.OpenOfKey, time, DeadLetterRows.Read, cancellationToken, ("@key", orderingKey)).ConfigureAwait(false);

    public async Task<ReplayReport> ReplayAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var letters = await LockAsync(request, cancellationToken).ConfigureAwait(false);
        if (letters.Count > request.Limit || request.Ids.Count > request.Limit)
            return new ReplayReport([], TooMany: true);
        var replay = new Replay(context, Sql, _inbox, audit, routes, request, time);
        var report = new List<ReplayedLetter>(letters.Count);
        foreach (var letter in InOrder(letters))
            report.Add(await replay.RunAsync(letter, cancellationToken).ConfigureAwait(false));
        report.AddRange(request.Ids.Distinct().Except(letters.Select(letter => letter.Id)).Select(id => new ReplayedLetter(id, ReplayOutcome.NotFound, null, null)));
        if (!request.DryRun)
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ReplayReport(report);
    }

    public async Task<ActionOutcome> DiscardAsync(Guid id, string actor, string? reason, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await LockAsync(id, cancellationToken).ConfigureAwait(false) is not { } letter)
            return new ActionOutcome(null, null);
        if (letter.State is not DeadLetterState.Open)
            return new ActionOutcome(letter.State, $"The dead letter is {letter.State} since {letter.StateChangedAt:O}; only an open one can be discarded.");
        var endpoint = routes.LastOrDefault(route => route.Handles(letter.Letter.SourceSystem))?.EndpointOf(letter);
        await _inbox.RememberAsync(letter, endpoint, cancellationToken).ConfigureAwait(false);
        await SetStateAsync(id, DeadLetterState.Discarded, cancellationToken).ConfigureAwait(false);
        await audit.AddAsync(Entry(id, actor, "discard", reason), cancellationToken).ConfigureAwait(false);
        foreach (var observer in observers)
            await observer.DiscardedAsync(letter, cancellationToken).ConfigureAwait(false);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ActionOutcome(DeadLetterState.Discarded, null);
    }

    public async Task<ActionOutcome> NoteAsync(Guid id, string actor, string text, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await LockAsync(id, cancellationToken).ConfigureAwait(false) is not { } letter)
            return new ActionOutcome(null, null);
        await context.ExecuteAsync(Sql.SetNote, time, cancellationToken, ("@id", id), ("@note", text)).ConfigureAwait(false);
        await audit.AddAsync(Entry(id, actor, "note", text), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ActionOutcome(letter.State, null);
    }

    private async Task<StoredDeadLetter?> LockAsync(Guid id, CancellationToken cancellationToken) =>
        (await context.QueryAsync(Sql.FindForUpdate, time, DeadLetterRows.ReadFull, cancellationToken, ("@id", id)).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>Locks in the order of the ids, so that two selections with common letters can't deadlock; one more than the limit shows that there are more.</summary>
    private async Task<List<StoredDeadLetter>> LockAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var letters = new List<StoredDeadLetter>();
        if (request.Filter is { } filter)
        {
            var (where, parameters) = DeadLetterRows.Where(filter with { State = filter.State ?? DeadLetterState.Open });
            return await context.QueryAsync(
                $"{Sql.Full}{where} order by id limit @limit {Sql.Dialect.ForUpdate}", time, DeadLetterRows.ReadFull, cancellationToken, [.. parameters, ("@limit", request.Limit + 1)]).ConfigureAwait(false);
        }

        foreach (var id in request.Ids.Distinct().Order().Take(request.Limit))
        {
            if (await LockAsync(id, cancellationToken).ConfigureAwait(false) is { } letter)
                letters.Add(letter);
        }

        return letters;
    }

    // A number within a key says how its messages were sent, an offset how they lie in their partition; without either, the first to fail goes first.
    private static IEnumerable<StoredDeadLetter> InOrder(IEnumerable<StoredDeadLetter> letters) =>
        letters
            .OrderBy(letter => letter.Letter.OrderingSequence ?? letter.Letter.SourceOffset ?? 0)
            .ThenBy(letter => letter.Letter.FirstFailedAt)
            .ThenBy(letter => letter.Id);

    private Task<int> SetStateAsync(Guid id, DeadLetterState state, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Sql.SetState, time, cancellationToken, ("@id", id), ("@state", state.ToString()));

    private static AuditEntry Entry(Guid id, string actor, string action, string? reason) => new()
    {
        Actor = actor, Action = action, SubjectType = Replay.SubjectType, SubjectId = id.ToString("D"), Reason = reason,
    };
}
