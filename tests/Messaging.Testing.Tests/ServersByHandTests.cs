using System.Text;

namespace Messaging.Testing.Tests;

/// <summary>About programs of this machine, whatever the other tests run on.</summary>
[Trait("Servers", "local")]
public sealed class ServersByHandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("postgres")]
    [InlineData("rabbitmq")]
    [InlineData("kafka")]
    [InlineData("redis")]
    public async Task No_server_and_no_data_outlive_a_test_process_that_is_killed(string name)
    {
        using var program = new ServersByHand(name);
        var (pid, folder) = ServersByHand.Parse(await program.ReadUntilAsync("SERVERS_READY", Token));
        ProcessesOf(folder).ShouldNotBeEmpty();
        IsAlive(pid).ShouldBeTrue();

        await program.KillAsync(Token);

        await Eventually.BecomesTrueAsync(
            () => !IsAlive(pid) && ProcessesOf(folder).Length == 0 && !Directory.Exists(folder),
            TimeSpan.FromSeconds(20),
            $"all processes of {name} and their data were gone",
            Token);
    }

    [Fact]
    public async Task A_frozen_server_does_not_outlive_a_test_process_that_is_killed()
    {
        using var program = new ServersByHand("postgres");
        var (pid, folder) = ServersByHand.Parse(await program.ReadUntilAsync("SERVERS_READY", Token));
        await program.CommandAsync("freeze postgres", Token);
        await program.KillAsync(Token);
        await Eventually.BecomesTrueAsync(
            () => !IsAlive(pid) && ProcessesOf(folder).Length == 0 && !Directory.Exists(folder), TimeSpan.FromSeconds(20), "it was gone", Token);
    }

    [Fact]
    public async Task Commands_kill_and_start_a_server_and_closing_the_input_ends_everything()
    {
        using var program = new ServersByHand("redis");
        var lines = await program.ReadUntilAsync("SERVERS_READY", Token);
        lines.ShouldContain(line => line.StartsWith("export ConnectionStrings__Redis='127.0.0.1:", StringComparison.Ordinal));
        var (before, folder) = ServersByHand.Parse(lines);

        (await program.CommandAsync("kill redis", Token)).ShouldBe(["done kill redis"]);
        IsAlive(before).ShouldBeFalse();
        var started = await program.CommandAsync("start redis", Token);
        started[^1].ShouldBe("done start redis");
        var after = ServersByHand.Parse(started).Pid;
        IsAlive(after).ShouldBeTrue();

        (await program.CloseInputAsync(Token)).ShouldBe(0);
        IsAlive(after).ShouldBeFalse();
        ProcessesOf(folder).ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }

    private static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");

    /// <summary>
    /// The processes, watchdogs included, whose command line or environment names the folder; not Redis itself, which overwrites both.
    /// </summary>
    private static int[] ProcessesOf(string folder)
    {
        var processes = new List<int>();
        foreach (var process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            if (Mentions(Path.Combine(process, "cmdline"), folder) || Mentions(Path.Combine(process, "environ"), folder))
                processes.Add(int.Parse(Path.GetFileName(process)));
        }

        return [.. processes];
    }

    private static bool Mentions(string file, string text)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(file)).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return false;
        }
    }
}
