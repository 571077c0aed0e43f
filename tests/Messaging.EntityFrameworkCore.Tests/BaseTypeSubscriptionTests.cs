using System.Collections.Concurrent;
using MassTransit;
using Messaging.RabbitMq;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>The relay sends to the exchange of the published type alone: what that one feeds must be there before.</summary>
public sealed class BaseTypeSubscriptionTests
{
    [Fact]
    public async Task Subscribers_to_a_base_type_and_to_an_interface_get_what_is_published_on_an_empty_broker()
    {
        var token = TestContext.Current.CancellationToken;
        var heard = new ConcurrentQueue<string>();
        await using var database = await SampleDatabase.CreateAsync();
        var uri = await (await TestServers.GetRabbitMqAsync(token)).CreateVirtualHostAsync(token);
        await using var host = await SampleHost.StartAsync(
            options => options.UseNpgsql(database.Direct),
            transport: bus =>
            {
                bus.AddRabbitMqMessaging();
                bus.UsingRabbitMq((context, rabbitMq) =>
                {
                    rabbitMq.Host(uri, "tests");
                    rabbitMq.DeployPublishTopology = true;
                    rabbitMq.Publish<LocalNews>();
                    rabbitMq.ReceiveEndpoint("by-interface", endpoint => endpoint.Handler<IAnyNews>(news => Hear("interface", news.Message.Headline)));
                    rabbitMq.ReceiveEndpoint("by-base-type", endpoint => endpoint.Handler<News>(news => Hear("base type", news.Message.Headline)));
                    rabbitMq.ConfigureEndpoints(context);
                });
            });

        await host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new LocalNews("rain"), token);
            await context.SaveChangesAsync(token);
        });

        await Eventually.BecomesTrueAsync(() => heard.Count == 2, TimeSpan.FromSeconds(30), "both had heard", token);
        heard.Order().ShouldBe(["base type: rain", "interface: rain"]);

        Task Hear(string subscriber, string headline)
        {
            heard.Enqueue($"{subscriber}: {headline}");
            return Task.CompletedTask;
        }
    }
}
