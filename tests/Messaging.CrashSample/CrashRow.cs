namespace Messaging.CrashSample;

/// <summary>One effect. Nothing in the table forbids a second one: that is the machinery's promise.</summary>
public sealed class CrashRow
{
    public long Id { get; init; }

    /// <summary>"sent", "work" or "done".</summary>
    public required string Kind { get; init; }

    public int Number { get; init; }
}
