using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Testing.Effects;
using Messaging.Testing.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka.Tests.Support;

/// <summary>A service with an in-memory bus and a Kafka endpoint for notes.</summary>
public sealed class KafkaApp : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private bool _stopped;

    private KafkaApp(ServiceProvider services) => _services = services;

    public TestLog Log => (TestLog)_services.GetRequiredService<ILoggerFactory>();

    public IServiceProvider Services => _services;

    public NotesSeen Seen => _services.GetRequiredService<NotesSeen>();

    public KafkaStatus Status => _services.GetRequiredService<IKafkaHealth>().Status();

    public static async Task<KafkaApp> StartAsync(Setup setup)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new TestLog());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<NotesSeen>();
        services.AddSingleton(new NoteHandler(setup.Handle));
        setup.Database?.Register(services);
        setup.Services?.Invoke(services);
        services.AddMassTransit(x =>
        {
            x.AddConsumer<NoteSeenConsumer>();
            if (setup.Database is not null)
                x.AddTransactionalMessaging<EffectsContext>();
            x.UsingInMemory((context, bus) => bus.ReceiveEndpoint("seen", e => e.ConfigureConsumer<NoteSeenConsumer>(context)));
            x.AddRider(rider =>
            {
                rider.AddConsumer<NoteConsumer>();
                rider.AddProducer<string, Note>(setup.Topic);
                rider.UsingKafka((context, kafka) =>
                {
                    kafka.Host(setup.Servers);
                    kafka.Topic(setup.Topic, t => t.Partitions = setup.Partitions);
                    setup.Kafka?.Invoke(kafka);
                    kafka.TopicEndpoint<string, Note>(setup.Topic, setup.Group, endpoint =>
                    {
                        endpoint.SessionTimeout = TimeSpan.FromSeconds(6);
                        endpoint.CommitInterval = TimeSpan.FromMilliseconds(100);
                        endpoint.MinBlockDelay = TimeSpan.FromMilliseconds(50);
                        endpoint.MaxBlockDelay = TimeSpan.FromMilliseconds(400);
                        setup.Endpoint?.Invoke(endpoint);
                        if (setup.Database is not null)
                        {
                            endpoint.UseFailurePolicy(context, redelivery: false);
                            endpoint.UseTransactionalInbox<EffectsContext>(context);
                            endpoint.ParkFailedKeys(context, parking =>
                            {
                                parking.PollInterval = TimeSpan.FromMilliseconds(100);
                                parking.Lease = TimeSpan.FromSeconds(3);
                                setup.Parking?.Invoke(parking);
                            });
                        }

                        endpoint.ConfigureConsumer<NoteConsumer>(context);
                    });
                });
            });
        });

        var app = new KafkaApp(services.BuildServiceProvider());
        await app._services.GetRequiredService<IBusControl>().StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public async Task StopAsync()
    {
        if (_stopped)
            return;

        _stopped = true;
        await _services.GetRequiredService<IBusControl>().StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}
