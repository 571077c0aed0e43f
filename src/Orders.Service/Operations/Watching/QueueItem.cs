using Messaging.Depth;

namespace Orders.Service.Operations.Watching;

/// <summary>A queue as it was last seen. Consumers and age are <see langword="null"/> where they can't be known.</summary>
internal sealed record QueueItem(string System, string Name, long Messages, int? Consumers, double? OldestSeconds, long Threshold, QueueState State)
{
    public static QueueItem Of(WatchedQueue queue) => new(
        queue.Depth.System, queue.Depth.Name, queue.Depth.Messages, queue.Depth.Consumers,
        queue.Depth.OldestAge is { } age ? Math.Round(age.TotalSeconds, 1) : null, queue.Threshold, queue.State);
}
