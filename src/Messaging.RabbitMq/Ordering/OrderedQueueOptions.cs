using Messaging.Parking;

namespace Messaging.RabbitMq;

/// <summary>How an ordered queue keeps its order when a message fails.</summary>
public sealed class OrderedQueueOptions
{
    /// <summary>Whether a key waits for a person once a message of it has become a dead letter; otherwise it goes on without that message.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool HoldAfterDeadLetter { get; set; } = true;

    /// <summary>How much may be parked. Beyond it the message is held, and with it its key; nothing is dropped.</summary>
    public ParkingLimits Limits { get; set; } = new();

    /// <summary>How many parked keys one process runs at the same time, beside the queue's own messages.</summary>
    /// <value>Default: 4. At least 1.</value>
    public int ParkedConcurrency { get; set; } = 4;

    /// <summary>How long a parked key stays a process's own after it was last heard of.</summary>
    /// <value>Default: 15 s. At least 1 s.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often to look for keys that other processes have parked.</summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a stop waits for the messages in work before it closes the channel, which gives the others back in their order; at most two thirds of
    /// <see cref="ShutdownTimeout"/>.
    /// </summary>
    /// <value>Default: 20 s.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the host gives a stop: set it to its <c>HostOptions.ShutdownTimeout</c>. The broker has a sixth of it to confirm that the channel is closed.</summary>
    /// <value>Default: 30 s, the host's own default. At least 1 s.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
