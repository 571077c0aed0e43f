using System.Globalization;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>The time of a first failure, as the header <c>first-failed-at</c> carries it.</summary>
internal static class FirstFailure
{
    public static string Now(TimeProvider time) => time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
