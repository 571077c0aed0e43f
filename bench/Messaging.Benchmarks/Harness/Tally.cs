namespace Messaging.Benchmarks.Harness;

/// <summary>What became of the messages of a round: a figure with a lost or doubled one is no figure.</summary>
internal sealed record Tally(long Lost, long Doubled)
{
    public static Tally Right { get; } = new(0, 0);

    public bool IsRight => Lost == 0 && Doubled == 0;

    public static Tally Of(long expected, long distinct, long all) => new(Math.Max(0, expected - distinct), all - distinct);

    public static Tally operator +(Tally left, Tally right) => new(left.Lost + right.Lost, left.Doubled + right.Doubled);
}
