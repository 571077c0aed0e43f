using Messaging.Parking;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>How a key's row shall be.</summary>
/// <param name="State"><see cref="KeyStates"/>.</param>
/// <param name="Delay">After how long it is due; <see langword="null"/>: as it was.</param>
internal readonly record struct KeyChange(string State, TimeSpan? Delay)
{
    /// <summary>Why it is held; cleared otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>The last failure; <see langword="null"/>: as it was.</summary>
    public ParkingFailure? Failure { get; init; }

    /// <summary>Whether its age is counted from now.</summary>
    public bool Anew { get; init; }
}
