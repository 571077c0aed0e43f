using Messaging.Auditing;
using Messaging.DeadLetters.Administration;
using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Http;
using Orders.Service.Http.Json;
using Orders.Service.Operations.Paging;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>What can be read of dead letters.</summary>
internal static class ListDeadLetters
{
    private const int LongestHistory = 100;

    /// <summary><c>GET /dead-letters</c>: the last failure first.</summary>
    public static async Task<Results<Ok<Page<DeadLetterItem>>, ProblemHttpResult>> ListAsync(
        HttpRequest request, IDeadLetterAdministration letters, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(request.Query, errors);
        var (filter, limit, after) = (DeadLetterQuery.Filter(query), query.Limit(), query.After(DeadLetterQuery.Read));
        query.NothingElse();
        if (errors.Any)
            return Problems.Invalid(errors);
        var found = await letters.ListAsync(filter, after, limit + 1, cancellationToken);
        var next = found.Count > limit ? DeadLetterQuery.Write(found[limit - 1]) : null;
        return TypedResults.Ok(new Page<DeadLetterItem>([.. found.Take(limit).Select(DeadLetterItem.Of)], next));
    }

    /// <summary><c>GET /dead-letters/groups</c>: open ones unless another state is asked for.</summary>
    public static async Task<Results<Ok<Page<DeadLetterGroup>>, ProblemHttpResult>> GroupAsync(
        HttpRequest request, IDeadLetterAdministration letters, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(request.Query, errors);
        var (filter, limit) = (DeadLetterQuery.Filter(query), query.Limit());
        query.NothingElse();
        if (errors.Any)
            return Problems.Invalid(errors);
        return TypedResults.Ok(new Page<DeadLetterGroup>(
            await letters.GroupAsync(filter with { State = filter.State ?? DeadLetterState.Open }, limit, cancellationToken), null));
    }

    /// <summary><c>GET /dead-letters/{id}</c>.</summary>
    public static async Task<Results<Ok<DeadLetterDetails>, ProblemHttpResult>> FindAsync(
        Guid id, IDeadLetterAdministration letters, IAuditTrail audit, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(id, cancellationToken) is not { } found)
            return OperationsProblems.NoSuchDeadLetter(id);
        var history = await audit.ListAsync(new AuditFilter(SubjectType: "dead-letter", SubjectId: id.ToString("D")), null, LongestHistory, cancellationToken);
        return TypedResults.Ok(DeadLetterDetails.Of(found, await letters.FindReplaysAsync(id, cancellationToken), history));
    }
}
