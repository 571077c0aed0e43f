namespace Messaging.Testing.Mock;

/// <summary>The requests of Kafka's protocol that a test may let fail, by their numbers there.</summary>
public enum KafkaApi : short
{
    /// <summary>Writes records.</summary>
    Produce = 0,

    /// <summary>Reads records.</summary>
    Fetch = 1,

    /// <summary>Asks for the first or last offset of a partition.</summary>
    ListOffsets = 2,

    /// <summary>Asks for brokers, topics and leaders.</summary>
    Metadata = 3,

    /// <summary>Commits a group's offsets.</summary>
    OffsetCommit = 8,

    /// <summary>Asks for a group's offsets.</summary>
    OffsetFetch = 9,

    /// <summary>Asks who coordinates a group.</summary>
    FindCoordinator = 10,

    /// <summary>Joins a group.</summary>
    JoinGroup = 11,

    /// <summary>Says that a member is alive.</summary>
    Heartbeat = 12,

    /// <summary>Takes the assignment.</summary>
    SyncGroup = 14,

    /// <summary>Gets an idempotent producer its id.</summary>
    InitProducerId = 22,
}
