namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>Why keys are held, where it is not a person's own words.</summary>
internal static class HoldReasons
{
    public const string DeadLetter = "A message of it became a dead letter; replay, skip or release.";
}
