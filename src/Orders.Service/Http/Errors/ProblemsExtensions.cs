namespace Orders.Service.Http.Errors;

/// <summary>Every error of the service is a problem of RFC 9457, whoever asks and whatever they accept.</summary>
internal static class ProblemsExtensions
{
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services.AddProblemDetails().AddExceptionHandler<ProblemExceptionHandler>();

    /// <summary>First in the pipeline, so that nothing escapes it.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app
            .UseExceptionHandler()
            // For answers that nobody gave a body: no such path, method or media type.
            .UseStatusCodePages(context =>
                TypedResults.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext))
            .UseMiddleware<UnflushedMessages>();
}
