using Messaging.Checks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Tests.Checks;

public sealed class StartupChecksTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_check_finds_ends_the_start_and_the_error_says_found_expected_and_remedy()
    {
        using var host = HostWith([]);

        (await Should.ThrowAsync<StartupCheckFailedException>(() => host.StartAsync(Cancelled)))
            .Message.ShouldBe("Check window failed: found 1 day; expected more. Raise it.");
    }

    [Theory]
    [InlineData("Warn", CheckState.Warning)]
    [InlineData("Off", null)]
    public async Task By_option_it_is_a_warning_or_not_looked_for(string mode, CheckState? state)
    {
        using var host = HostWith(new() { ["Checks:window"] = mode });

        await host.StartAsync(Cancelled);

        (await host.Services.GetRequiredService<StartupChecks>().RunAsync(Cancelled)).Select(finding => (CheckState?)finding.State).FirstOrDefault().ShouldBe(state);
        await host.StopAsync(Cancelled);
    }

    [Theory]
    [InlineData("Checks:windw", "Off", "Checks:windw is no setting. Checks has Interval, window.")]
    [InlineData("Checks:window", "Maybe", "Checks:window is 'Maybe'; it must be one of Off, Warn, Fail.")]
    [InlineData("Checks:Interval", "00:00:00", "Checks:Interval is 00:00:00; it must be at least 1 second.")]
    public void A_check_or_mode_that_there_is_not_is_an_error(string key, string value, string error) =>
        Should.Throw<OptionsValidationException>(() => HostWith(new() { [key] = value }).Services.GetRequiredService<StartupChecks>()).Failures.ShouldBe([error]);

    [Fact]
    public async Task A_check_that_throws_is_not_known_and_ends_nothing()
    {
        using var host = HostWith([], new Window(() => throw new TimeoutException("nobody there")));

        await host.StartAsync(Cancelled);

        var finding = (await host.Services.GetRequiredService<StartupChecks>().RunAsync(Cancelled)).ShouldHaveSingleItem();
        finding.State.ShouldBe(CheckState.Unknown);
        finding.Found.ShouldContain("nobody there");
        await host.StopAsync(Cancelled);
    }

    private static IHost HostWith(Dictionary<string, string?> settings, Window? check = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddStartupChecks();
        builder.Services.AddSingleton<IStartupCheck>(check ?? new Window(() => CheckFinding.Bad("window", "1 day", "more", "Raise it.")));
        return builder.Build();
    }

    private sealed class Window(Func<CheckFinding> find) : IStartupCheck
    {
        public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal) { ["window"] = CheckMode.Fail };

        public bool AsksServers => false;

        public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CheckFinding>>([find()]);
    }
}
