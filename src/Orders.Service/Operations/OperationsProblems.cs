using Microsoft.AspNetCore.Http.HttpResults;

namespace Orders.Service.Operations;

/// <summary>The errors that the operations API answers with beside those of every request.</summary>
internal static class OperationsProblems
{
    public static ProblemHttpResult NoSuchDeadLetter(Guid id) =>
        TypedResults.Problem($"There is no dead letter {id}.", statusCode: StatusCodes.Status404NotFound, title: "No such dead letter.");

    public static ProblemHttpResult TooMany(int limit) =>
        TypedResults.Problem(
            $"More than {limit} dead letters are meant, and nothing was done. Narrow the filter, or act on them in parts (Operations:BulkLimit).",
            statusCode: StatusCodes.Status422UnprocessableEntity,
            title: "Too many at once.");
}
