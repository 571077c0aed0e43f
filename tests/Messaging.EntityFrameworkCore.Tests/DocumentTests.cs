using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What the documents say is proved by a test is proved by one.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_test_that_a_document_names_exists()
    {
        var root = Root();
        var code = string.Concat(Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var named = Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md")
            .SelectMany(file => TestName().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .Distinct()
            .ToList();

        named.Count.ShouldBeGreaterThan(20);
        named.Where(name => !code.Contains($" {name}(", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // Only sentences have so many words, and names of environment variables, which are all capitals.
    [GeneratedRegex("`(?=[^`]*[a-z])(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){3,})`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TestName();

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
