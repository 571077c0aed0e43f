namespace Orders.Service.Tests.Http;

/// <summary>The time as it is, moved by hand.</summary>
internal sealed class TestClock : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public DateTimeOffset? Frozen { get; set; }

    public override DateTimeOffset GetUtcNow() => (Frozen ?? TimeProvider.System.GetUtcNow()) + Offset;
}
