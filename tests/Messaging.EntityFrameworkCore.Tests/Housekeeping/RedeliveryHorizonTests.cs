using Messaging.Failures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Tests.Housekeeping;

public sealed class RedeliveryHorizonTests
{
    [Fact]
    public async Task A_host_whose_inbox_forgets_before_the_last_redelivery_does_not_start_and_says_what_to_set()
    {
        var refused = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync([TimeSpan.FromHours(30), TimeSpan.FromHours(30)], 2));

        refused.Message.ShouldContain("InboxDays is 2");
        refused.Message.ShouldContain("2.12:00:00");
        refused.Message.ShouldContain("Set InboxDays to 3 or more, or shorten Failures:Redelivery.");
    }

    [Fact]
    public Task A_host_whose_inbox_remembers_longer_starts() => StartAsync([TimeSpan.FromHours(30), TimeSpan.FromHours(30)], 3);

    private static async Task StartAsync(IList<TimeSpan> ladder, int days)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "horizon.db");
        await using var host = await SampleHost.StartAsync(
            options => options.UseSqlite($"Data Source={file}"), configure: options => options.InboxDays = days,
            extras: new SampleExtras { Services = services => services.Configure<FailureOptions>(options => options.Redelivery = ladder) });
    }
}
