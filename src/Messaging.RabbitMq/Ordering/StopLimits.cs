namespace Messaging.RabbitMq;

/// <summary>How long the parts of a stop may take, so that all of it ends before the host gives up: a sixth of its time is left for the bus.</summary>
/// <param name="Work">For what has begun.</param>
/// <param name="Close">For the broker to confirm that the channel is closed.</param>
internal readonly record struct StopLimits(TimeSpan Work, TimeSpan Close)
{
    public static StopLimits Of(OrderedQueueOptions options)
    {
        var most = options.ShutdownTimeout * 2 / 3;
        return new StopLimits(options.StopTimeout < most ? options.StopTimeout : most, options.ShutdownTimeout / 6);
    }
}
