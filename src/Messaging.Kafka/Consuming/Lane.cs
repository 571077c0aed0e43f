namespace Messaging.Kafka;

/// <summary>The records of one key of one partition, in offset order. Guarded by the scheduler's lock.</summary>
internal sealed class Lane(PartitionWork partition, byte[]? key)
{
    // Most lanes hold one record, and come and go with it: the records are their own list.
    private ConsumedRecord? _last;

    public PartitionWork Partition { get; } = partition;

    /// <summary>The key; <see langword="null"/>: the records without one.</summary>
    public byte[]? Key { get; } = key;

    /// <summary>The record that is in work, blocked or next; <see langword="null"/>: none is left.</summary>
    public ConsumedRecord? First { get; private set; }

    /// <summary>Whether the lane is in work, blocked, or waits for a free slot. At most one of them: that keeps the key's order.</summary>
    public bool Active { get; set; }

    /// <summary>Set while the first record waits to be tried again.</summary>
    public ITimer? Delay { get; set; }

    /// <summary>Puts a record behind the others.</summary>
    public void Append(ConsumedRecord record)
    {
        if (First is null)
            First = record;
        else
            _last!.Next = record;

        _last = record;
    }

    /// <summary>The first is finished.</summary>
    public void RemoveFirst()
    {
        var first = First!;
        First = first.Next;
        first.Next = null;
    }
}
