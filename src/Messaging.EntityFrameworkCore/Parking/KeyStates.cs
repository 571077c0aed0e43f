namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>The states of a key's row.</summary>
internal static class KeyStates
{
    public const string Parked = nameof(Parked);

    public const string Held = nameof(Held);

    /// <summary>Not parked; kept for what it remembers.</summary>
    public const string Open = nameof(Open);
}
