namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>
/// Text from anywhere, as every database can store it: PostgreSQL takes neither a NUL nor half of a surrogate pair, and a reason that
/// can't be written down would keep its row in the outbox for ever.
/// </summary>
internal static class StorableText
{
    private const char Replacement = '\uFFFD';

    public static string Of(string text, int maxLength)
    {
        if (text.Length > maxLength)
            text = text[..maxLength];
        return IsStorable(text) ? text : string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = source[i] is '\0' || IsLoneSurrogate(source, i) ? Replacement : source[i];
        });
    }

    public static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\0' || IsLoneSurrogate(text, i))
                return false;
        }

        return true;
    }

    private static bool IsLoneSurrogate(string text, int i) =>
        char.IsHighSurrogate(text[i])
            ? i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])
            : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));
}
