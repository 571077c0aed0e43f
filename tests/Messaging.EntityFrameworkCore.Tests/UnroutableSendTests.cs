using MassTransit;
using Messaging.RabbitMq;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A command for a queue that nobody has declared yet: the sender must not make it up, and the command must not vanish.</summary>
public sealed class UnroutableSendTests
{
    private const string Nowhere = "nowhere-yet";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_send_to_a_queue_that_is_not_there_stays_in_the_outbox_with_the_reason_and_arrives_when_the_queue_does()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await SampleDatabase.CreateAsync();
        var uri = await (await TestServers.GetRabbitMqAsync(token)).CreateVirtualHostAsync(token);
        await using var host = await SampleHost.StartAsync(
            options => options.UseNpgsql(database.Direct),
            configure: options => options.MinRetryDelay = TimeSpan.FromMilliseconds(200),
            transport: bus =>
            {
                bus.AddRabbitMqMessaging();
                bus.UsingRabbitMq((context, rabbitMq) =>
                {
                    rabbitMq.Host(uri, "tests");
                    rabbitMq.ConfigureEndpoints(context);
                });
            });

        await host.InScopeAsync(async (services, context) =>
        {
            var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri($"queue:{Nowhere}"));
            await endpoint.Send(new TakeNote("patient"));
            await context.SaveChangesAsync();
        });
        await Eventually.BecomesTrueAsync(
            async () => await database.AskAsync<int>("select attempts from messaging.outbox_message where last_error is not null") > 1,
            Patience, "the send had been refused twice", token);

        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: token);
        // The arguments are the consumer's: were the queue already there, declared by the sender, this would be refused.
        await channel.QueueDeclareAsync(
            Nowhere, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: token);
        await channel.QueueBindAsync(Nowhere, Nowhere, "", cancellationToken: token);

        await Eventually.BecomesTrueAsync(
            async () => await channel.BasicGetAsync(Nowhere, autoAck: true, token) is not null, Patience, "the message had arrived", token);
        await Eventually.BecomesTrueAsync(
            async () => await database.AskAsync<long>("select count(*) from messaging.outbox_message") == 0, Patience, "the outbox was empty", token);
    }
}
