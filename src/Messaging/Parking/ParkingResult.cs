namespace Messaging.Parking;

/// <summary>What became of a message that was to be parked.</summary>
public enum ParkingResult
{
    /// <summary>It is in the store, now or already before: its source may forget it.</summary>
    Parked,

    /// <summary>Its key is not parked any more: it may run.</summary>
    NotParked,

    /// <summary>As many keys are parked as may be. The source must keep it and wait.</summary>
    TooManyKeys,

    /// <summary>As many messages of the key are parked as may be. The source must keep it and wait.</summary>
    TooManyMessages,

    /// <summary>The key is parked for longer than may be. The source must keep it and wait.</summary>
    TooOld,

    /// <summary>Another member has claimed the partition; the message is that one's.</summary>
    Fenced,
}
