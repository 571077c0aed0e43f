namespace Messaging.Schedules;

/// <summary>What becomes of occurrences whose time passed while no scheduler ran.</summary>
public enum MissedOccurrences
{
    /// <summary>However many they were, the latest one fires, late.</summary>
    RunOnce,

    /// <summary>They are left out; the schedule goes on with the next one.</summary>
    Skip,
}
