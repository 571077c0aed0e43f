using Microsoft.Extensions.Logging;

namespace Messaging.Parking;

/// <summary>Log lines about parked keys; ids 2670-2699.</summary>
internal static partial class ParkingLog
{
    [LoggerMessage(2670, LogLevel.Warning, "Parked keys of {Source} in group {Group} can't be looked for, trying again: {Reason}")]
    public static partial void ClaimFailed(ILogger logger, string source, string group, string reason);

    [LoggerMessage(2671, LogLevel.Warning, "A parked key of {Source} in group {Group} (number {KeyId}) can't be run now; it is run again")]
    public static partial void RunFailed(ILogger logger, Exception exception, string source, string group, long keyId);

    [LoggerMessage(2672, LogLevel.Warning, "A parked key of {Source} in group {Group} (number {KeyId}) failed again, next try in {Delay}: {ExceptionType}")]
    public static partial void FailedAgain(ILogger logger, string source, string group, long keyId, TimeSpan delay, string exceptionType);
}
