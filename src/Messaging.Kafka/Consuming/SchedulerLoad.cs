using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>What a scheduler holds at one moment.</summary>
internal readonly record struct SchedulerLoad(
    IReadOnlyList<PartitionLoad>? Partitions, int Records, int InFlight, int Blocked, int Paused, ParkingResult? Full)
{
    /// <summary>Under the scheduler's lock.</summary>
    public static SchedulerLoad Of(IReadOnlyCollection<PartitionWork> works, int running) => new(
        [.. works.Select(PartitionLoad.Of)], works.Sum(w => w.Records), running, works.Sum(w => w.Blocked), works.Count(w => w.Paused),
        works.FirstOrDefault(w => w.FullBecause is not null)?.FullBecause);
}
