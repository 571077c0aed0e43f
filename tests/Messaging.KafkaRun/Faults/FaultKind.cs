namespace Messaging.KafkaRun.Faults;

/// <summary>What a run does to its processes.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL of a member, which is started again.</summary>
    KillMember,

    /// <summary>SIGSTOP of a member beyond its session, then SIGCONT: a zombie wakes.</summary>
    FreezeMember,

    /// <summary>SIGTERM of a member, which is started again.</summary>
    RestartMember,

    /// <summary>SIGKILL of a broker, which is started again.</summary>
    KillBroker,

    /// <summary>SIGKILL of the producer, which is started again.</summary>
    KillProducer,
}
