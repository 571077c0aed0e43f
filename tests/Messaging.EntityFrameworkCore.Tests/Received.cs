using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>The events that came out of the bus.</summary>
public sealed class Received
{
    public ConcurrentQueue<string> Texts { get; } = new();
}
