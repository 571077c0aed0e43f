namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>An exception as it is kept: what can be read, searched and grouped, cut to what a person reads.</summary>
internal sealed record Failure(string Type, string Message, string? Stack)
{
    private const int MaxTypeLength = 500;
    private const int MaxMessageLength = 4_000;
    private const int MaxStackLength = 16_000;

    public static Failure Of(Exception exception) => new(
        StorableText.Of(exception.GetType().FullName ?? exception.GetType().Name, MaxTypeLength),
        StorableText.Of(exception.Message, MaxMessageLength),
        exception.ToString() is { Length: > 0 } text ? StorableText.Of(text, MaxStackLength) : null);

    public override string ToString() => $"{Type}: {Message}";
}
