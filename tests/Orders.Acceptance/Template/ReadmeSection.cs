using System.Text.RegularExpressions;

namespace Orders.Acceptance.Template;

/// <summary>A section of a README: its files, each named before its code, and the command at its end.</summary>
public sealed partial record ReadmeSection(int Lines, IReadOnlyList<(string File, string Code)> Files, string Command)
{
    public static async Task<ReadmeSection> ReadAsync(string readme, string heading)
    {
        var lines = await File.ReadAllLinesAsync(readme);
        var section = lines.SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).ToList();
        var files = new List<(string, string)>();
        var (file, code) = ("", (List<string>?)null);
        foreach (var line in section)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (code is not null)
                    files.Add((file, string.Join(Environment.NewLine, code) + Environment.NewLine));
                code = code is null ? [] : null;
            }
            else if (code is not null)
            {
                code.Add(line);
            }
            else if (FileName().Match(line) is { Success: true } match)
            {
                file = match.Groups["file"].Value;
            }
        }

        return new ReadmeSection(section.Count, files, section.Single(line => line.StartsWith("    dotnet ", StringComparison.Ordinal)).Trim());
    }

    [GeneratedRegex("`(?<file>[^` ]+/[^` ]+\\.cs)`:$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex FileName();
}
