namespace Orders.Service.Bus;

internal static partial class ServersLog
{
    [LoggerMessage(1010, LogLevel.Warning, "{What}")]
    public static partial void Embedded(ILogger logger, string what);
}
