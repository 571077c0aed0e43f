namespace Orders.Service.Workflow;

/// <summary>Times as the database keeps them.</summary>
internal static class TimeExtensions
{
    /// <summary>PostgreSQL keeps microseconds; an event that carries more would differ from its row.</summary>
    public static DateTimeOffset InMicroseconds(this DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
