using MassTransit;
using Messaging.Benchmarks.App;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Raw;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Benchmarks.Measures;

/// <summary>A running service, the plain clients beside it, and a queue that gets its events.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Events = "events";

    private Bench(BenchHost host, RawBroker broker, RawDatabase database) => (Host, Broker, Database) = (host, broker, database);

    public BenchHost Host { get; }

    public RawBroker Broker { get; }

    public RawDatabase Database { get; }

    public byte[] Body { get; } = Envelope.Of(Guid.NewGuid(), Envelope.Example(1));

    public static async Task<Bench> StartAsync(
        BenchServers servers, CancellationToken cancellationToken, IInterceptor? interceptor = null, Action<IBusRegistrationConfigurator>? more = null,
        int messagesPerCommit = 1)
    {
        var host = await BenchHost.StartAsync(servers, interceptor, more, messagesPerCommit, cancellationToken);
        var broker = await RawBroker.ConnectAsync(host.RabbitMq);
        await broker.DeclareQueueAsync(Events, host.PlacedExchange);
        return new Bench(host, broker, await RawDatabase.OpenAsync(host.Database));
    }

    /// <summary>One order and its event, in one transaction, as an endpoint of HTTP would do it.</summary>
    public async Task PlaceAsync(int number, CancellationToken cancellationToken, Guid? messageId = null, string? key = null)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BenchContext>();
        var order = new PlacedOrder { Id = Guid.CreateVersion7(), Customer = "customer-4711", Quantity = number, Total = 123.45m };
        context.Add(order);
        await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(
            new Placed(order.Id, order.Customer, number, order.Total),
            sent =>
            {
                sent.MessageId = messageId ?? sent.MessageId;
                if (key is not null)
                    sent.SetOrderingKey(key);
            },
            cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }
}
