namespace Messaging.Testing.Poison;

/// <summary>
/// Records that a broker may hold and that must not stop, loop or crash a consumer. They are bad for a consumer of
/// <c>{key: string, number: int, kind?: "Plain"|"Urgent", text?: string, reference?: uuid}</c>: <see cref="PoisonNote"/>.
/// </summary>
public static class PoisonCorpus
{
    /// <summary>Bad bodies.</summary>
    public static IReadOnlyList<PoisonRecord> Bodies { get; } = [.. PoisonBytes.All, .. PoisonJson.All];

    /// <summary>A good body under bad headers; all of them are harmless.</summary>
    public static IReadOnlyList<PoisonRecord> Headers => PoisonHeaders.All;

    /// <summary>The whole corpus.</summary>
    public static IReadOnlyList<PoisonRecord> All { get; } = [.. Bodies, .. Headers];

    /// <summary>Those that must become dead letters.</summary>
    public static IReadOnlyList<PoisonRecord> DeadLetters { get; } = [.. All.Where(record => record.Kind != PoisonKind.Harmless)];
}
