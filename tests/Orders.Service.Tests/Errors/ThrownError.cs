using System.Text;
using System.Text.RegularExpressions;
using Orders.Service.Tests.Architecture;

namespace Orders.Service.Tests.Errors;

/// <summary>An error that the product throws, read from its source.</summary>
/// <param name="File">Where.</param>
/// <param name="Type">The exception's type.</param>
/// <param name="Arguments">What it is made of, as it is written.</param>
/// <param name="Text">What it says, an ellipsis for each value that is put in.</param>
/// <param name="Source">Where the words are: the arguments, or the source of the error's own type.</param>
internal sealed partial record ThrownError(string File, string Type, string Arguments, string Text, string Source)
{
    private const int FewestSpaces = 3;

    /// <summary>
    /// What passes on the words of others, each of which is put together where its reasons are known and has tests there; and what ends work that comes again
    /// by itself, which is no failure.
    /// </summary>
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "AggregateException", "OptionsValidationException", "StartupCheckFailedException", "MessageRefusedException", "KafkaDeliveryException", "OperationCanceledException", "ConnectionException",
    };

    public static IReadOnlyList<ThrownError> All { get; } =
        [.. from project in Sources.Projects
            from file in Sources.Files($"src/{project}")
            let source = Sources.Read(file)
            from match in Throw().Matches(source)
            let type = match.Groups["type"].Value
            where !LeftOut.Contains(type)
            let arguments = ArgumentsFrom(source, match.Index + match.Length)
            let words = WordsOf(type, arguments)
            select new ThrownError(file, type, arguments, Longest(words), words)];

    // The words are in the call, or in the error's own type where the call only gives it its parts.
    private static string WordsOf(string type, string arguments)
    {
        if (Longest(arguments).Count(character => character is ' ') >= FewestSpaces)
            return arguments;
        var file = Sources.Projects.SelectMany(project => Sources.Files($"src/{project}")).FirstOrDefault(file => file.EndsWith($"/{type}.cs", StringComparison.Ordinal));
        return file is null ? arguments : Sources.Read(file);
    }

    private static string Longest(string source)
    {
        var longest = "";
        for (var start = source.IndexOf('"', StringComparison.Ordinal); start >= 0; start = source.IndexOf('"', start))
        {
            var interpolated = start > 0 && source[start - 1] is '$';
            var text = Literal(source, ref start, interpolated);
            if (text.Length > longest.Length)
                longest = text;
            if (start >= source.Length)
                break;
        }

        return longest;
    }

    /// <summary>The text between the quotes, an ellipsis for each value that is put in.</summary>
    private static string Literal(string source, ref int at, bool interpolated)
    {
        var text = new StringBuilder();
        for (at++; at < source.Length && source[at] is not '"'; at++)
        {
            if (source[at] is '\\')
                text.Append(source[++at]);
            else if (!interpolated || source[at] is not ('{' or '}'))
                text.Append(source[at]);
            else if (source[at + 1] == source[at])
                text.Append(source[at++]);
            else
                Skip(source, ref at, text);
        }

        at++;
        return text.ToString();
    }

    private static void Skip(string source, ref int at, StringBuilder text)
    {
        var depth = 1;
        while (depth > 0)
            depth += source[++at] switch { '{' => 1, '}' => -1, _ => 0 };
        text.Append('…');
    }

    private static string ArgumentsFrom(string source, int start)
    {
        var (depth, end) = (1, start);
        for (; depth > 0 && end < source.Length; end++)
            depth += source[end] switch { '(' => 1, ')' => -1, _ => 0 };
        return source[start..(end - 1)];
    }

    [GeneratedRegex(@"(throw|\?\?|=>|:)\s+new\s+(?<type>\w+Exception)\(", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Throw();
}
