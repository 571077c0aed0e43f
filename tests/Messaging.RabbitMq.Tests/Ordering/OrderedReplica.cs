using MassTransit;
using Messaging.DeadLetters.Administration;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Parking;
using Messaging.RabbitMq.DeadLetters;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Messaging.Testing.Effects;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.RabbitMq.Tests.Ordering;

/// <summary>One replica of a service with an ordered queue; it takes each step in the database and then does what the test wants.</summary>
public sealed class OrderedReplica : IAsyncDisposable
{
    public const string Queue = "steps";
    public const int Concurrency = 8;

    private readonly ReplicaHost _host;

    private OrderedReplica(ReplicaHost host) => _host = host;

    public IParkedKeys Keys => _host.Services.GetRequiredService<IParkedKeys>();

    public IPartitionClaims Claims => _host.Services.GetRequiredService<IPartitionClaims>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OrderedReplica> StartAsync(
        string uri, EffectsDatabase database, Func<ConsumeContext<Step>, Task> then, Action<OrderedQueueOptions>? configure = null, string? collectAt = null, params TimeSpan[] ladder)
    {
        return new OrderedReplica(await ReplicaHost.StartAsync(
            uri,
            (context, rabbitMq) => rabbitMq.ReceiveEndpoint(Queue, endpoint =>
            {
                endpoint.UseDurableQueue(Queue, deliveryLimit: 100);
                context.CollectDeadLetters(Queue);
                endpoint.PrefetchCount = 64;
                endpoint.ConcurrentMessageLimit = Concurrency;
                endpoint.UseOrderedQueue(context, Queue, options =>
                {
                    options.PollInterval = TimeSpan.FromMilliseconds(100);
                    options.Lease = TimeSpan.FromSeconds(3);
                    configure?.Invoke(options);
                });
                endpoint.UseFailurePolicy(context, redelivery: false);
                endpoint.UseTransactionalInbox<EffectsContext>(context);
                endpoint.ConfigureConsumer<StepConsumer>(context);
            }),
            services =>
            {
                services.AddSingleton(new StepConsumer.After(then));
                services.Configure<FailureOptions>(options => options.Redelivery = ladder.Length > 0 ? ladder : [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 50)]);
                database.AddTo(services);
            },
            bus =>
            {
                bus.AddConsumer<StepConsumer>();
                bus.AddTransactionalMessaging<EffectsContext>();
                bus.AddRabbitMqDeadLetters(collectAt ?? uri);
            }));
    }

    /// <summary>Sends straight to the queue; the order of the calls is that of the queue.</summary>
    public async Task SendAsync(params IEnumerable<Step> steps)
    {
        var queue = await _host.Bus.GetSendEndpoint(new Uri($"exchange:{Queue}"));
        foreach (var step in steps)
            await queue.Send(step, context => context.SetOrderingKey(step.Key), Token);
    }

    public Task<IReadOnlyList<ParkedKey>> ParkedAsync() => Keys.ListAsync(new ParkedKeyFilter(), 100, null, Token);

    public async Task<IReadOnlyList<StoredDeadLetter>> DeadLettersAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IDeadLetterAdministration>().ListAsync(new DeadLetterFilter(), null, 100, Token);
    }

    public async Task<ReplayReport> ReplayAsync(params Guid[] ids)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IDeadLetterAdministration>().ReplayAsync(new ReplayRequest { Ids = ids, Actor = "ada", Limit = 100 }, Token);
    }

    public RecordingLog Log => _host.Log;

    public Task StopAsync() => _host.StopAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
