using MassTransit;
using Messaging.DeadLetters.Administration;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Parking;
using Messaging.RabbitMq.DeadLetters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.RabbitMq.Tests.Ordering;

/// <summary>One replica of a service with an ordered queue; it takes each step in the database and then does what the test wants.</summary>
public sealed class OrderedReplica : IAsyncDisposable
{
    public const string Queue = "steps";
    public const int Concurrency = 8;

    private readonly IHost _host;

    private OrderedReplica(IHost host) => _host = host;

    public IParkedKeys Keys => _host.Services.GetRequiredService<IParkedKeys>();

    public IPartitionClaims Claims => _host.Services.GetRequiredService<IPartitionClaims>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OrderedReplica> StartAsync(
        string uri, StepsDatabase database, Func<ConsumeContext<Step>, Task> then, Action<OrderedQueueOptions>? configure = null, params TimeSpan[] ladder)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        builder.Services.AddSingleton(new StepConsumer.After(then));
        builder.Services.Configure<FailureOptions>(options =>
        {
            options.Immediate.Retries = 0;
            options.Redelivery = ladder.Length > 0 ? ladder : [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 50)];
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddDbContext<StepsContext>((provider, options) => options.UseNpgsql(database.ConnectionString).UseTransactionalMessaging(provider));
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<StepConsumer>();
            bus.AddTransactionalMessaging<StepsContext>();
            bus.AddRabbitMqMessaging();
            bus.AddRabbitMqDeadLetters(uri);
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(uri, "tests");
                rabbitMq.UseDurableErrorQueues();
                rabbitMq.ReceiveEndpoint(Queue, endpoint =>
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
                    endpoint.UseTransactionalInbox<StepsContext>(context);
                    endpoint.ConfigureConsumer<StepConsumer>(context);
                });
            });
        });
        var replica = new OrderedReplica(builder.Build());
        await replica._host.StartAsync(Token);
        return replica;
    }

    /// <summary>Sends straight to the queue; the order of the calls is that of the queue.</summary>
    public async Task SendAsync(params IEnumerable<Step> steps)
    {
        var queue = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queue}"));
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

    public Task StopAsync() => _host.StopAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
