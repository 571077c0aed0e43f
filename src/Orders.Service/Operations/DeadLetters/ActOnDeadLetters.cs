using System.Security.Claims;
using System.Text.Json;
using Messaging.DeadLetters.Administration;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Orders.Service.Http;
using Orders.Service.Http.Json;
using Orders.Service.Operations.Access;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>What can be done about dead letters. Bodies are read strictly: a misspelt <c>dryRun</c> must not replay.</summary>
internal static class ActOnDeadLetters
{
    public const int LargestBody = 64 * 1024;
    public const int LongestReason = 1_000;
    public const int HighestRate = 10_000;

    /// <summary><c>POST /dead-letters/{id}/replay</c> <c>{reason?, dryRun?, runAgain?}</c>; the body may be left out.</summary>
    public static async Task<Results<Ok<ReplayAnswer>, ProblemHttpResult>> ReplayOneAsync(
        Guid id, HttpRequest request, ClaimsPrincipal user, IDeadLetterAdministration letters, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (problem, replay) = await ReadAsync(request, errors, (fields, _) => Options(fields, new ReplayRequest { Actor = user.Actor(), Ids = [id] }), cancellationToken);
        if (problem is not null)
            return problem;
        var letter = (await letters.ReplayAsync(replay!, cancellationToken)).Letters[0];
        return letter.Outcome switch
        {
            ReplayOutcome.NotFound => OperationsProblems.NoSuchDeadLetter(id),
            ReplayOutcome.Refused => Problems.Conflict("The dead letter can't be replayed.", letter.Reason ?? ""),
            _ => TypedResults.Ok(new ReplayAnswer(letter.Id, letter.Outcome, letter.Destination, replay!.DryRun)),
        };
    }

    /// <summary><c>POST /dead-letters/replay</c> <c>{ids | filter, reason?, dryRun?, runAgain?, ratePerSecond?}</c>.</summary>
    public static async Task<Results<Ok<BulkReplayAnswer>, ProblemHttpResult>> ReplayManyAsync(
        HttpRequest request, ClaimsPrincipal user, IDeadLetterAdministration letters, IOptions<OperationsOptions> options, CancellationToken cancellationToken)
    {
        var limit = options.Value.BulkLimit;
        var errors = new FieldErrors();
        var (problem, replay) = await ReadAsync(
            request, errors, (fields, _) => Options(fields, Selection(fields, errors, new ReplayRequest { Actor = user.Actor(), Limit = limit })), cancellationToken);
        if (problem is not null)
            return problem;
        var report = await letters.ReplayAsync(replay!, cancellationToken);
        return report.TooMany ? OperationsProblems.TooMany(limit) : TypedResults.Ok(BulkReplayAnswer.Of(report, replay!.DryRun));
    }

    /// <summary><c>POST /dead-letters/{id}/discard</c> <c>{reason?}</c>; the body may be left out.</summary>
    public static async Task<Results<Ok<ActionAnswer>, ProblemHttpResult>> DiscardAsync(
        Guid id, HttpRequest request, ClaimsPrincipal user, IDeadLetterAdministration letters, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (problem, reason) = await ReadAsync(request, errors, (fields, _) => fields.Has("reason") ? fields.Text("reason", LongestReason) : null, cancellationToken);
        return problem ?? Answer(id, await letters.DiscardAsync(id, user.Actor(), reason, cancellationToken));
    }

    /// <summary><c>POST /dead-letters/{id}/notes</c> <c>{text}</c>.</summary>
    public static async Task<Results<Ok<ActionAnswer>, ProblemHttpResult>> NoteAsync(
        Guid id, HttpRequest request, ClaimsPrincipal user, IDeadLetterAdministration letters, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (problem, text) = await ReadAsync(request, errors, (fields, _) => fields.Text("text", LongestReason), cancellationToken);
        return problem ?? Answer(id, await letters.NoteAsync(id, user.Actor(), text!, cancellationToken));
    }

    private static Results<Ok<ActionAnswer>, ProblemHttpResult> Answer(Guid id, ActionOutcome outcome) => outcome switch
    {
        { State: null } => OperationsProblems.NoSuchDeadLetter(id),
        { Refusal: { } refusal } => Problems.Conflict("The dead letter is not open.", refusal),
        _ => TypedResults.Ok(new ActionAnswer(id, outcome.State.Value)),
    };

    private static ReplayRequest Options(JsonFields fields, ReplayRequest request) => request with
    {
        Reason = fields.Has("reason") ? fields.Text("reason", LongestReason) : null,
        DryRun = fields.Has("dryRun") && fields.Flag("dryRun") is true,
        RunAgain = fields.Has("runAgain") && fields.Flag("runAgain") is true,
        RatePerSecond = fields.Has("ratePerSecond") ? fields.WholeNumber("ratePerSecond", 1, HighestRate) : null,
    };

    private static ReplayRequest Selection(JsonFields fields, FieldErrors errors, ReplayRequest request)
    {
        var (hasIds, hasFilter) = (fields.Has("ids"), fields.Has("filter"));
        if (hasIds == hasFilter)
            errors.Add(StrictJsonBody.WholeBody, "Must have either ids or a filter.");
        if (hasFilter && fields.Object("filter") is { } filter)
            return request with { Filter = DeadLetterQuery.Filter(filter, errors) };
        if (!hasIds)
            return request;
        var ids = new List<Guid>();
        foreach (var element in fields.Array("ids", request.Limit))
        {
            if (element.ValueKind is JsonValueKind.String && element.TryGetGuid(out var id))
                ids.Add(id);
            else
                errors.Add("ids", "Must be UUIDs.");
        }

        return request with { Ids = ids };
    }

    private static async Task<(ProblemHttpResult? Problem, T? Value)> ReadAsync<T>(
        HttpRequest request, FieldErrors errors, Func<JsonFields, JsonElement, T> read, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && request.ContentType is null))
            return Read(EmptyBody);
        using var body = await StrictJsonBody.ReadAsync(request, LargestBody, cancellationToken);
        return body.Problem is { } problem ? (problem, default) : Read(body.Root);

        (ProblemHttpResult?, T?) Read(JsonElement root)
        {
            var fields = new JsonFields(root, "", errors);
            var value = read(fields, root);
            fields.NothingElse();
            return errors.Any ? (Problems.Invalid(errors), default) : (null, value);
        }
    }

    private static readonly JsonElement EmptyBody = JsonDocument.Parse("{}").RootElement;
}
