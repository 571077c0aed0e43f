using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Orders.Service.Http.Errors;

/// <summary>Answers what a handler threw. The exception itself goes to the log alone: its text may hold what a caller must not see.</summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var request = httpContext.Request;
        ProblemHttpResult problem;
        switch (exception)
        {
            case BadHttpRequestException bad:
                HttpLog.BadRequest(logger, request.Method, request.Path, bad.StatusCode, bad.Message);
                problem = TypedResults.Problem(statusCode: bad.StatusCode);
                break;
            case DbUpdateConcurrencyException:
                HttpLog.ChangedMeanwhile(logger, exception, request.Method, request.Path);
                problem = TryAgain(httpContext, "Somebody else changed this at the same moment.");
                break;
            case var _ when DatabaseOutage.Is(exception):
                HttpLog.DatabaseUnavailable(logger, exception, request.Method, request.Path);
                problem = TryAgain(httpContext, "The database is not available.");
                break;
            default:
                HttpLog.Unexpected(logger, exception, request.Method, request.Path);
                problem = TypedResults.Problem(statusCode: StatusCodes.Status500InternalServerError);
                break;
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult TryAgain(HttpContext httpContext, string title)
    {
        // Spread, so that all callers of an outage don't come back in the same second.
        httpContext.Response.Headers.RetryAfter = Random.Shared.Next(1, 6).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(
            "Nothing was lost that had been answered. Try again.", statusCode: StatusCodes.Status503ServiceUnavailable, title: title);
    }
}
