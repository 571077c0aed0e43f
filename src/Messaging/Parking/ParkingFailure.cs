namespace Messaging.Parking;

/// <summary>Why a message could not be consumed, as a person reads it.</summary>
/// <param name="ExceptionType">The full name of the exception's type.</param>
/// <param name="Message">What it said; cut where it is stored.</param>
public sealed record ParkingFailure(string ExceptionType, string Message)
{
    /// <summary>Of an exception.</summary>
    public static ParkingFailure Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new ParkingFailure(exception.GetType().FullName ?? exception.GetType().Name, exception.Message);
    }
}
