using System.Security.Cryptography;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;
using Orders.Acceptance.Support.Crash;

namespace Orders.Acceptance;

/// <summary>The crash run in small; <c>crash-run.sh</c> does more of it.</summary>
public sealed class When_replicas_are_killed(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_effect_happens_once_all_the_same()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var settings = new CrashSettings { Seed = RandomNumberGenerator.GetInt32(1_000_000), Orders = 150, Kills = 2, Rate = 40, KillServers = false };
        await using var servers = await Servers.StartAsync(cancelled);

        var result = await new CrashRun(settings, servers, BuiltService.Dll, BuiltService.NewLogFolder(), TimeProvider.System, output.WriteLine).RunAsync(cancelled);

        // Two kills may happen to hit nothing; whether the faults hit at all is what the long run insists on.
        result.Report.Holds.ShouldBeTrue(result.ToText());
        result.Complaints.ShouldBeEmpty(result.ToText());
    }
}
