using MassTransit;
using Messaging.Checks;
using Messaging.Failures;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Messaging.RabbitMq.Tests.Checks;

/// <summary>What the checks find at a real broker, while the bus itself has not started.</summary>
public sealed class RabbitMqCheckTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queues_as_they_should_be_are_good_and_so_are_those_that_are_not_there_yet()
    {
        var (uri, _) = await NewHostAsync();
        using (var host = HostOf(uri))
        {
            (await FindAsync(host)).Where(finding => finding.State is not CheckState.Good).ShouldBeEmpty();
            await host.StartAsync(Cancelled);
            await host.StopAsync(Cancelled);
        }

        using var again = HostOf(uri);
        var findings = await FindAsync(again);
        findings.Where(finding => finding.State is not CheckState.Good).ShouldBeEmpty();
        findings.Select(finding => finding.Found).ShouldContain("queue notes: 20 deliveries");
    }

    [Fact]
    public async Task A_queue_without_a_delivery_limit_or_without_a_dead_letter_exchange_is_named_with_what_to_do()
    {
        var (uri, _) = await NewHostAsync();
        await DeclareAsync(uri, "notes", new() { ["x-queue-type"] = "quorum", ["x-dead-letter-exchange"] = "notes_dlx", ["x-dead-letter-strategy"] = "at-least-once", ["x-overflow"] = "reject-publish" });
        await DeclareAsync(uri, "letters", new() { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 20 });
        using var host = HostOf(uri);

        var failed = (await FindAsync(host)).Where(finding => finding.State is CheckState.Failed).ToDictionary(finding => finding.Name, StringComparer.Ordinal);

        failed.Keys.Order().ShouldBe(["dead-letter-exchange", "delivery-limit"]);
        failed["delivery-limit"].Found.ShouldContain("queue notes: x-delivery-limit is none");
        failed["delivery-limit"].Remedy.ShouldContain("rabbitmqctl delete_queue notes");
        failed["dead-letter-exchange"].Found.ShouldContain("queue letters: x-dead-letter-exchange is none");
    }

    [Fact]
    public async Task A_binding_that_was_removed_is_named_where_the_management_API_can_be_asked_and_restored_where_it_can_not()
    {
        var (uri, management) = await NewHostAsync();
        using (var first = HostOf(uri))
        {
            await first.StartAsync(Cancelled);
            await first.StopAsync(Cancelled);
        }

        await UnbindAsync(uri, "shop", "letters", "letters.#");
        using var asking = HostOf(uri, new() { ["Management"] = management.ToString() });

        await Eventually.SucceedsAsync(
            async () => (await FindAsync(asking)).Where(finding => finding.State is not CheckState.Good).ShouldHaveSingleItem().Found.ShouldBe("no binding shop -> exchange letters (letters.#)"),
            TimeSpan.FromSeconds(60), "the lost binding was named", Cancelled);

        using var repairing = HostOf(uri);
        (await FindAsync(repairing)).Where(finding => finding.State is not CheckState.Good).ShouldBeEmpty();
        await Eventually.SucceedsAsync(
            async () => (await FindAsync(asking)).Where(finding => finding.State is not CheckState.Good).ShouldBeEmpty(), TimeSpan.FromSeconds(60), "the binding was back", Cancelled);
    }

    [Fact]
    public async Task Attempts_that_hold_a_message_longer_than_the_broker_waits_and_the_guest_and_a_way_without_TLS_are_named()
    {
        using var host = HostOf("amqp://guest:guest@broker.example/v", new() { ["ConsumerTimeout"] = "00:20:00" });

        var found = (await FindAsync(host)).Where(finding => finding.State is CheckState.Failed or CheckState.Warning).ToDictionary(finding => (finding.Name, finding.Found.Split(':')[0]));

        found.Keys.Order().ShouldBe([("credentials", "RabbitMQ"), ("handler-deadline", "queue letters"), ("handler-deadline", "queue notes"), ("tls", "RabbitMQ")]);
        found[("handler-deadline", "queue notes")].Remedy.ShouldContain("Endpoints__notes__Deadline");
        found.Values.ShouldAllBe(finding => finding.Remedy.Length > 0 && !finding.Found.Contains("guest@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broker_that_is_away_is_not_known_and_no_failure()
    {
        using var host = HostOf($"amqp://user:word@127.0.0.1:{FreePort.Next()}/v");

        (await FindAsync(host)).Where(finding => finding.State is not CheckState.Good).ShouldHaveSingleItem().State.ShouldBe(CheckState.Unknown);
    }

    private static async Task<IReadOnlyList<CheckFinding>> FindAsync(IHost host) => await host.Services.GetRequiredService<StartupChecks>().RunAsync(Cancelled);

    private static async Task<(string Uri, Uri Management)> NewHostAsync()
    {
        var server = await TestServers.GetRabbitMqAsync(Cancelled);
        return (await server.CreateVirtualHostAsync(Cancelled), server.Management);
    }

    private static IHost HostOf(string uri, Dictionary<string, string?>? options = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        builder.Services.AddRabbitMqChecks(uri);
        // Registered without the service that would end the host over them.
        builder.Services.AddSingleton<StartupChecks>();
        builder.Services.Configure<RabbitMqCheckOptions>(checks => new ConfigurationBuilder().AddInMemoryCollection(options ?? []).Build().Bind(checks));
        builder.Services.Configure<MassTransitHostOptions>(host => host.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(uri, "tests");
                rabbitMq.ReceiveEndpoint("notes", endpoint =>
                {
                    endpoint.UseDurableQueue("notes");
                    endpoint.UseFailurePolicy(context, redelivery: false, name: "notes");
                    endpoint.Handler<Note>(_ => Task.CompletedTask);
                });
                rabbitMq.ReceiveEndpoint("letters", endpoint =>
                {
                    endpoint.UseDurableQueue("letters");
                    endpoint.UseFailurePolicy(context, redelivery: false, name: "letters");
                    endpoint.BindExchange("shop", ExchangeKind.Topic, "letters.#");
                });
            });
        });
        return builder.Build();
    }

    private static async Task DeclareAsync(string uri, string queue, Dictionary<string, object?> arguments)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Cancelled);
    }

    private static async Task UnbindAsync(string uri, string source, string destination, string key)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.ExchangeUnbindAsync(destination, source, key, cancellationToken: Cancelled);
    }
}
