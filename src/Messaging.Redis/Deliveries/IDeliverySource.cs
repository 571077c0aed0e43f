using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>What a stream with its group and a list have in common. Everything is done once, in one step of the server.</summary>
internal interface IDeliverySource
{
    /// <summary>A message on this channel means that there is something to take; <see langword="null"/>: nobody says so.</summary>
    string? WakeChannel { get; }

    /// <summary>Makes what must be there: the stream and its group, the consumer of a list.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Whether the exception means that this must be done anew.</summary>
    bool MustPrepare(Exception exception);

    /// <summary>Takes what nobody has taken.</summary>
    Task<IReadOnlyList<Delivery>> TakeAsync(Room room, CancellationToken cancellationToken);

    /// <summary>Finds what this consumer has taken without knowing: the answer was lost.</summary>
    Task<IReadOnlyList<Delivery>> FindMineAsync(Func<string, bool> holds, CancellationToken cancellationToken);

    /// <summary>Takes over what consumers have left that gave no sign of life.</summary>
    Task<IReadOnlyList<Delivery>> TakeOverAsync(DeliveryScheduler scheduler, CancellationToken cancellationToken);

    /// <summary>Gives a sign of life.</summary>
    /// <returns>Those that somebody else has taken over.</returns>
    Task<IReadOnlyList<Delivery>> RenewAsync(IReadOnlyList<Delivery> held, CancellationToken cancellationToken);

    /// <summary>Counts that the message is begun once more.</summary>
    Task CountAsync(Delivery delivery, CancellationToken cancellationToken);

    Task AcknowledgeAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);

    /// <summary>Makes it a dead letter and acknowledges it, both or neither.</summary>
    Task BuryAsync(Delivery delivery, NameValueEntry[] letter, CancellationToken cancellationToken);

    /// <summary>Leaves these to other consumers at once; one that was not begun is not counted.</summary>
    Task GiveBackAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);

    /// <summary>What is to be done from time to time.</summary>
    Task TidyAsync(CancellationToken cancellationToken);

    /// <summary>The consumer is gone for good.</summary>
    Task LeaveAsync(CancellationToken cancellationToken);
}
