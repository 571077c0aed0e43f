using Microsoft.AspNetCore.Http.HttpResults;
using Orders.Service.Http.Json;

namespace Orders.Service.Http;

/// <summary>The errors this service answers with, as problem details of RFC 9457.</summary>
internal static class Problems
{
    /// <summary>Something is wrong with the request; each field is named with what to change.</summary>
    public static ProblemHttpResult Invalid(FieldErrors errors) =>
        TypedResults.Problem(new HttpValidationProblemDetails(errors.ToDictionary())
        {
            Status = StatusCodes.Status400BadRequest,
            Title = "The request is not valid.",
        });

    public static ProblemHttpResult Invalid(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return Invalid(errors);
    }

    public static ProblemHttpResult NoSuchOrder(Guid id) =>
        TypedResults.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound, title: "No such order.");

    public static ProblemHttpResult Conflict(string title, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: title);

    public static ProblemHttpResult TooLarge(int limit) =>
        TypedResults.Problem(
            $"The body may have {limit} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "The body is too large.");

    public static ProblemHttpResult UnsupportedMediaType(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status415UnsupportedMediaType, title: "The body is not of a known type.");

    public static ProblemHttpResult OtherRequestWithThisKey() =>
        TypedResults.Problem(
            "This Idempotency-Key came with another body before. Use a new key for a new request.",
            statusCode: StatusCodes.Status422UnprocessableEntity,
            title: "The Idempotency-Key is taken.");
}
