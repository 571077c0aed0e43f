using System.Diagnostics;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance;

/// <summary>The commands of README's walk, as written. Those for kcat are left out: what they show, other tests do.</summary>
public sealed class When_README_is_walked_through(Embedded installation) : IClassFixture<Embedded>
{
    private const string Blocked = "until curl -s localhost:5080/orders/$id | grep -q blockedBy; do sleep 0.1; done";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_are_watched_to_their_ends_and_the_blocked_one_is_repaired_and_replayed()
    {
        // People wait for some time, this for what they wait for.
        string[] script = ["set -euo pipefail", .. (await CommandsAsync()).Select(line => line.Replace("sleep 2", Blocked, StringComparison.Ordinal)), "echo; echo last $id"];

        var output = await RunAsync(string.Join('\n', script));

        output.ShouldContain("202 Accepted");
        Occurrences(output, "event: status").ShouldBe(4);
        output.ShouldContain("\"status\":\"Confirmed\"");
        output.ShouldContain("\"blockedBy\":");
        output.ShouldContain("\"source\":\"reserve-stock\"");
        output.ShouldContain("\"outcome\":\"Replayed\"");
        var last = Guid.Parse(output.TrimEnd().Split(' ')[^1]);
        (await installation.Orders.WaitForEndAsync(last, Limit, Cancelled)).Status.ShouldBe("Confirmed");
        await installation.ShouldKeepItsPromisesAsync([last], Cancelled);
    }

    private static int Occurrences(string text, string words) => text.Split(words).Length - 1;

    private static async Task<IEnumerable<string>> CommandsAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Root(), "README.md"), Cancelled);
        return lines
            .SkipWhile(line => line != "## A walk").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("    ", StringComparison.Ordinal) && !line.Contains("kcat", StringComparison.Ordinal));
    }

    private async Task<string> RunAsync(string script)
    {
        var here = script
            .Replace("localhost:5080", installation.Service.Address.Authority, StringComparison.Ordinal)
            .Replace("walk-through-0123", OperationsClient.Token, StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-c", here]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync(Cancelled);
        var errors = bash.StandardError.ReadToEndAsync(Cancelled);
        try
        {
            await bash.WaitForExitAsync(Cancelled).WaitAsync(Limit, Cancelled);
        }
        finally
        {
            if (!bash.HasExited)
                bash.Kill(entireProcessTree: true);
        }

        bash.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "README.md")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"No README.md lies above {AppContext.BaseDirectory}.");
        return folder;
    }
}
