using MassTransit;
using Messaging.Endpoints;
using Messaging.Failures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Tests.Endpoints;

public sealed class EndpointSettingsTests
{
    private static readonly string[] Queues = ["email", "data", "kept"];

    [Fact]
    public void An_endpoint_has_what_is_said_for_all_and_changes_what_is_said_for_it()
    {
        var settings = Settings(new()
        {
            ["Failures:Immediate:Retries"] = "5",
            ["Failures:Immediate:MinDelay"] = "00:00:00.020",
            ["Failures:Redelivery:0"] = "00:00:01",
            ["Failures:Redelivery:1"] = "00:00:02",
            ["Endpoints:email:Failures:Immediate:Retries"] = "1",
            ["Endpoints:email:Failures:Redelivery:0"] = "00:30:00",
            ["Endpoints:email:Prefetch"] = "4",
            ["Endpoints:email:Concurrency"] = "2",
            ["Endpoints:email:Deadline"] = "00:00:30",
        });

        var email = settings.For("email");
        var other = settings.For("other");

        (email.Prefetch, email.Concurrency, email.Deadline).ShouldBe((4, 2, TimeSpan.FromSeconds(30)));
        email.Failures.Immediate.Retries.ShouldBe(1);
        email.Failures.Immediate.MinDelay.ShouldBe(TimeSpan.FromMilliseconds(20));
        email.Failures.Ladder.ShouldBe([TimeSpan.FromMinutes(30)]);
        (other.Prefetch, other.Concurrency, other.Deadline).ShouldBe((null, null, TimeSpan.FromMinutes(5)));
        other.Failures.Immediate.Retries.ShouldBe(5);
        other.Failures.Ladder.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]);
        settings.Errors().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Failures:Immediate:Retrys", "2", "Endpoints:email:Failures:Immediate:Retrys is no setting. Endpoints:email:Failures:Immediate has MaxDelay, MinDelay, Retries.")]
    [InlineData("Failures:Immediate:Retries", "many", "Endpoints:email:Failures:Immediate:Retries is 'many'; it must be a whole number.")]
    [InlineData("Failures:Immediate:Retries", "21", "Endpoints:email:Failures:Immediate: The field Retries must be between 0 and 20.")]
    [InlineData("Failures:Immediate:MinDelay", "00:00:02", "Endpoints:email:Failures:Immediate:MinDelay is 00:00:02; it can't be longer than MaxDelay, 00:00:01.")]
    [InlineData("Failures:Immediate:MaxDelay", "soon", "Endpoints:email:Failures:Immediate:MaxDelay is 'soon'; it must be a time such as")]
    [InlineData("Failures:Redelivery", "00:00:01", "Endpoints:email:Failures:Redelivery is '00:00:01'; it must be a list")]
    [InlineData("Failures:Redelivery:0", "-00:00:01", "Endpoints:email:Failures:Redelivery holds -00:00:01; each must be longer than nothing")]
    [InlineData("Failures:Redelivery:0", "40", "Endpoints:email:Failures:Redelivery holds 40.00:00:00; each must be")]
    [InlineData("Failures:MaxInfrastructureDelay", "00:10:00", "MaxInfrastructureDelay must be between 00:00:00.010 and 00:05:00.")]
    [InlineData("Prefetch", "0", "Endpoints:email: The field Prefetch must be between 1 and 10000.")]
    [InlineData("Prefech", "5", "Endpoints:email:Prefech is no setting. Endpoints:email has Concurrency, Deadline, Failures, Ordered, Prefetch.")]
    public void A_name_or_value_that_can_not_be_is_an_error_that_says_what_can(string key, string value, string error)
    {
        var settings = Settings(new() { [$"Endpoints:email:{key}"] = value });

        Should.Throw<OptionsValidationException>(() => settings.For("email")).Message.ShouldContain(error);
        settings.Errors().ShouldHaveSingleItem().ShouldContain(error);
    }

    [Fact]
    public void The_same_holds_for_what_is_said_for_all() =>
        Should.Throw<OptionsValidationException>(() => Settings(new() { ["Failures:Imediate:Retries"] = "2", ["Failures:Redelivery:0"] = "x" }))
            .Failures.ShouldBe([
                "Failures:Redelivery:0 is 'x'; it must be a time such as 00:00:10 (hours:minutes:seconds) or 1.00:00:00 (a day).",
                "Failures:Imediate is no setting. Failures has Immediate, MaxInfrastructureDelay, MinInfrastructureDelay, Redelivery.",
            ]);

    [Fact]
    public async Task A_host_does_not_start_with_settings_of_an_endpoint_that_it_has_not()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Endpoints:emial:Prefetch"] = "5", ["Endpoints:elsewhere:Prefetch"] = "5" });
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, memory) =>
            {
                context.GetRequiredService<EndpointSettings>().Declare("elsewhere");
                memory.ReceiveEndpoint("email", endpoint => endpoint.UseFailurePolicy(context, redelivery: false));
            });
        });
        using var host = builder.Build();

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
            .Failures.ShouldBe(["Endpoints:emial: there is no endpoint emial. The endpoints of this service are elsewhere, email."]);
    }

    [Fact]
    public async Task A_host_does_not_start_with_an_endpoint_whose_order_nobody_would_keep()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Endpoints:email:Ordered"] = "true", ["Endpoints:data:Ordered"] = "false", ["Endpoints:elsewhere:Ordered"] = "true", ["Endpoints:kept:Ordered"] = "true",
        });
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, memory) =>
            {
                var settings = context.GetRequiredService<EndpointSettings>();
                settings.Declare("elsewhere");
                settings.KeepsOrder("kept");
                foreach (var queue in Queues)
                    memory.ReceiveEndpoint(queue, endpoint => endpoint.UseFailurePolicy(context, redelivery: false));
            });
        });
        using var host = builder.Build();

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken)))
            .Failures.ShouldBe(["Endpoints:email:Ordered is true, but email is no queue of RabbitMQ that can be ordered. Remove the setting, or call UseOrderedQueue where the endpoint is configured."]);
    }

    [Fact]
    public void An_empty_ladder_is_none_and_a_missing_one_is_the_default()
    {
        var settings = Settings(new() { ["Endpoints:email:Failures:Redelivery"] = "" });

        settings.For("email").Failures.Ladder.ShouldBeEmpty();
        settings.For("other").Failures.Ladder.ShouldBe(FailureOptions.DefaultRedelivery);
    }

    private static EndpointSettings Settings(Dictionary<string, string?> values)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        return services.BuildServiceProvider().GetRequiredService<EndpointSettings>();
    }
}
