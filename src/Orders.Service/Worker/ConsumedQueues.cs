namespace Orders.Service.Worker;

/// <summary>What this process consumes: everything, or as a worker some queues alone.</summary>
/// <param name="Queues">The queues of a worker; <see langword="null"/>: all queues, topics and exchanges.</param>
/// <param name="Concurrency">How many messages of each queue are in work at the same time, unless its settings say otherwise.</param>
internal sealed record ConsumedQueues(IReadOnlyList<string>? Queues, int? Concurrency)
{
    public static ConsumedQueues All { get; } = new(null, null);

    public bool AreAll => Queues is null;

    public bool Include(string queue) => Queues is null || Queues.Contains(queue, StringComparer.Ordinal);
}
