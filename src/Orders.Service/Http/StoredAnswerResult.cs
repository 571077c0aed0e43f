using System.Net.Mime;
using Orders.Service.Http.Idempotency;

namespace Orders.Service.Http;

/// <summary>Writes a <see cref="StoredAnswer"/>, byte for byte the same each time.</summary>
internal sealed class StoredAnswerResult(IdempotentOutcome.Answered answered) : IResult
{
    /// <summary>On an answer that was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = answered.Answer.StatusCode;
        response.Headers.Location = answered.Answer.Location;
        if (answered.Replayed)
            response.Headers[ReplayedHeader] = "true";
        response.ContentType = $"{MediaTypeNames.Application.Json}; charset=utf-8";
        return response.WriteAsync(answered.Answer.Body, httpContext.RequestAborted);
    }
}
