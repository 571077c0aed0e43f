namespace Messaging.Kafka;

/// <summary>What became of a record that was handed to the pipeline.</summary>
internal enum RecordOutcome
{
    /// <summary>Its effect is committed, or it is parked or a dead letter; its offset may be committed.</summary>
    Finished,

    /// <summary>It did not work and must be tried again before any later record of its key.</summary>
    Blocked,

    /// <summary>The database says that another member has claimed the partition: tried again once this one has proved that it is its own.</summary>
    Fenced,

    /// <summary>The partition went away, or the endpoint stops; somebody will read it again.</summary>
    Abandoned,
}
