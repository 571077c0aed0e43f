namespace Messaging.Parking;

/// <summary>A parked key as a person sees it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Key">The key.</param>
/// <param name="State">What it waits for.</param>
/// <param name="Reason">Why it is held; <see langword="null"/> when it is not.</param>
/// <param name="Since">When it was parked.</param>
/// <param name="DueAt">When it is tried again, unless it is held.</param>
/// <param name="Messages">How many messages wait.</param>
/// <param name="Attempts">How often a consumer has failed on the first message.</param>
/// <param name="ExceptionType">The type of the last failure.</param>
/// <param name="LastError">What the last failure said.</param>
public sealed record ParkedKey(
    long Id, OrderedKey Key, ParkedKeyState State, string? Reason, DateTimeOffset Since, DateTimeOffset DueAt, int Messages, int Attempts,
    string? ExceptionType, string? LastError);
