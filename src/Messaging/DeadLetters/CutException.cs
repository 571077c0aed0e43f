namespace Messaging.DeadLetters;

/// <summary>Stands for an exception whose text is too long to travel.</summary>
internal sealed class CutException : Exception
{
    /// <summary>Between the name of the type that was cut and its message.</summary>
    public const string Separator = ": ";

    private readonly string? _stackTrace;

    private CutException(string message, string? stackTrace) : base(message) => _stackTrace = stackTrace;

    public override string? StackTrace => _stackTrace;

    public static CutException Of(Exception exception, int longestMessage, int longestStack) => new(
        Cut($"{exception.GetType().FullName}{Separator}{exception.Message}", longestMessage)!, Cut(exception.StackTrace, longestStack));

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
