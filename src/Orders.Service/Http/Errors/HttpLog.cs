namespace Orders.Service.Http.Errors;

/// <summary>Log lines of HTTP: 1000-1099.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1000, LogLevel.Debug, "{Method} {Path} was refused with {StatusCode}: {Reason}")]
    public static partial void BadRequest(ILogger logger, string method, string path, int statusCode, string reason);

    [LoggerMessage(1001, LogLevel.Warning, "{Method} {Path} can't be served: the database is not available")]
    public static partial void DatabaseUnavailable(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(1002, LogLevel.Information, "{Method} {Path} lost against a concurrent change; the caller tries again")]
    public static partial void ChangedMeanwhile(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(1003, LogLevel.Error, "{Method} {Path} failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, Exception exception, string method, string path);
}
