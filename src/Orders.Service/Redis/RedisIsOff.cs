namespace Orders.Service.Redis;

/// <summary>Says once what is missing without Redis.</summary>
internal sealed partial class RedisIsOff(ILogger<RedisIsOff> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Off(logger, RedisNames.Import, RedisNames.Tasks, RedisNames.Status);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1600, LogLevel.Information, "ConnectionStrings__Redis is not set: the stream {Import}, the list {Tasks} and the channel {Status} are off")]
    private static partial void Off(ILogger logger, string import, string tasks, string status);
}
