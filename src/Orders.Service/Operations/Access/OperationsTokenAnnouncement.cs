namespace Orders.Service.Operations.Access;

/// <summary>Prints the token that this process made for itself; a configured one is never printed.</summary>
internal sealed partial class OperationsTokenAnnouncement(OperationsToken token, ILogger<OperationsTokenAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (token.IsMade)
            Made(logger, token.Value);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1501, LogLevel.Warning,
        "Operations__Token is not set, so this process made one for itself, until it ends: {Token} - use it as 'Authorization: Bearer ...' with /ops/api")]
    private static partial void Made(ILogger logger, string token);
}
