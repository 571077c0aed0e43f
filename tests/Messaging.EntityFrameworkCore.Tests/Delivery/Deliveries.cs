using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

/// <summary>The history of what arrived.</summary>
public sealed class Deliveries
{
    public ConcurrentQueue<Seen> Seen { get; } = new();

    public ConcurrentQueue<(string Consumer, Guid? MessageId, string Number)> Calls { get; } = new();

    public int Count(string consumer, string number) => Calls.Count(call => call.Consumer == consumer && call.Number == number);
}
