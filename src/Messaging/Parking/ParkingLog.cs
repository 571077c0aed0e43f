using Microsoft.Extensions.Logging;

namespace Messaging.Parking;

/// <summary>Log lines about parked keys; ids 1100-1149.</summary>
internal static partial class ParkingLog
{
    [LoggerMessage(1100, LogLevel.Warning, "Parked keys of {Source} in group {Group} can't be looked for, trying again: {Reason}")]
    public static partial void ClaimFailed(ILogger logger, string source, string group, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "A parked key of {Source} in group {Group} (number {KeyId}) can't be run now; it is run again")]
    public static partial void RunFailed(ILogger logger, Exception exception, string source, string group, long keyId);

    [LoggerMessage(1102, LogLevel.Warning, "A parked key of {Source} in group {Group} (number {KeyId}) failed again, next try in {Delay}: {ExceptionType}")]
    public static partial void FailedAgain(ILogger logger, string source, string group, long keyId, TimeSpan delay, string exceptionType);
}
