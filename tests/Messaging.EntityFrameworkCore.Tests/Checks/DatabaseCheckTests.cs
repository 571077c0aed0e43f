using Messaging.Checks;
using Messaging.EntityFrameworkCore.Checks;
using Messaging.Failures;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.EntityFrameworkCore.Tests.Checks;

public sealed class DatabaseCheckTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, CheckState.Failed)]
    [InlineData(4, CheckState.Good)]
    public async Task An_inbox_that_forgets_before_the_last_redelivery_is_named_with_the_days_that_would_do(int days, CheckState state)
    {
        using var host = HostOf("Host=127.0.0.1;Port=1;Database=none", services =>
        {
            services.Configure<TransactionalMessagingOptions>(options => options.InboxDays = days);
            services.Configure<FailureOptions>(options => options.Redelivery = [TimeSpan.FromDays(1), TimeSpan.FromDays(2)]);
        });

        var finding = (await FindAsync(host)).Single(finding => finding.Name == "dedupe-window");

        finding.State.ShouldBe(state);
        finding.Remedy.ShouldStartWith(state is CheckState.Failed ? "Raise Messaging__InboxDays to 5" : "");
    }

    [Theory]
    [InlineData("Host=db.example;Database=orders", CheckState.Warning)]
    [InlineData("Host=db.example;Database=orders;SSL Mode=VerifyFull", CheckState.Good)]
    [InlineData("Host=127.0.0.1;Database=orders", CheckState.Good)]
    public async Task A_database_on_another_machine_needs_TLS(string connectionString, CheckState state)
    {
        using var host = HostOf(connectionString, services => services.AddSingleton<IStartupCheck, DatabaseTlsCheck<SampleContext>>(), withPooler: false);

        (await FindAsync(host)).Single(finding => finding.Name == "tls").State.ShouldBe(state);
    }

    [Fact]
    public async Task A_database_without_a_pooler_has_sessions_that_last()
    {
        var server = await TestServers.GetPostgresAsync(Cancelled);
        using var host = HostOf(server.ConnectionString, _ => { });

        (await FindAsync(host)).Single(finding => finding.Name == "pooler").State.ShouldBe(CheckState.Good);
    }

    private static Task<IReadOnlyList<CheckFinding>> FindAsync(IHost host) => host.Services.GetRequiredService<StartupChecks>().RunAsync(Cancelled);

    private static IHost HostOf(string connectionString, Action<IServiceCollection> configure, bool withPooler = true)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy().AddSingleton<StartupChecks>();
        builder.Services.AddDbContext<SampleContext>(options => options.UseNpgsql(connectionString));
        if (withPooler)
            builder.Services.AddTransactionalMessagingChecks<SampleContext>();
        configure(builder.Services);
        var host = builder.Build();
        host.Services.GetRequiredService<Messaging.Endpoints.EndpointSettings>().Declare("notes");
        return host;
    }
}
