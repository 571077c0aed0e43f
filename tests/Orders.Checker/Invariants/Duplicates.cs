using Orders.Checker.Recorded;

namespace Orders.Checker.Invariants;

/// <summary>Redelivery is allowed, and recognised by the message id alone, as a consumer would.</summary>
public static class Duplicates
{
    /// <summary>The first copy of each message, in the order of the topic.</summary>
    public static IEnumerable<T> Removed<T>(IEnumerable<T> records) where T : IRecorded => records.DistinctBy(Identity);

    /// <summary>How many records were copies of earlier ones.</summary>
    public static int Counted<T>(IReadOnlyCollection<T> records) where T : IRecorded => records.Count - records.DistinctBy(Identity).Count();

    internal static string Identity<T>(T record) where T : IRecorded => record.MessageId ?? record.Position.ToString();
}
