namespace Messaging.Parking;

/// <summary>What a parked key is waiting for.</summary>
public enum ParkedKeyState
{
    /// <summary>For its next try.</summary>
    Parked,

    /// <summary>For a person: a message of it is a dead letter, or somebody stopped it.</summary>
    Held,

    /// <summary>A process runs its messages.</summary>
    Releasing,
}
