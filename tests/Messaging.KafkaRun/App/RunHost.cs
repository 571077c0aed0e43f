using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.Kafka;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.KafkaRun.App;

/// <summary>A process of the run, composed as a service is: outbox and relay in all, an endpoint with an inbox in members.</summary>
public static class RunHost
{
    public static IHost Build(RunSurroundings surroundings, bool member)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(surroundings).AddSingleton<DeliveryCount>();
        builder.Services.AddTransactionalMessagingServices();
        builder.Services.AddDbContext<RunContext>((provider, options) => options.UseNpgsql(surroundings.Database).UseTransactionalMessaging(provider));
        builder.Services.AddFailurePolicy();
        // Every process has failures of its own to get over, and a run has no hour for the ladder of a service.
        builder.Services.Configure<FailureOptions>(failures => failures.Redelivery = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 20)]);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddTransactionalMessaging<RunContext>();
            bus.UsingInMemory();
            bus.AddRider(rider =>
            {
                rider.AddProducer<string, Step>(surroundings.Topic);
                if (member)
                    rider.AddConsumer<StepConsumer>();
                rider.UsingKafka((context, kafka) => Configure(context, kafka, surroundings, member));
            });
        });
        return builder.Build();
    }

    public static async Task CreateTablesAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RunContext>();
        await context.GetService<IRelationalDatabaseCreator>().EnsureCreatedAsync(cancellationToken);
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>(), cancellationToken);
    }

    private static void Configure(IRiderRegistrationContext context, IKafkaConfigurator kafka, RunSurroundings surroundings, bool member)
    {
        kafka.Host(surroundings.Kafka);
        kafka.Topic(surroundings.Topic, topic =>
        {
            (topic.Partitions, topic.ReplicationFactor) = (RunSurroundings.Partitions, (short)surroundings.Replicas);
            topic.Configs["min.insync.replicas"] = surroundings.Replicas > 1 ? "2" : "1";
        });
        if (!member)
            return;

        kafka.CollectDeadLetters();
        kafka.TopicEndpoint<string, Step>(surroundings.Topic, RunSurroundings.Group, endpoint =>
        {
            endpoint.SessionTimeout = TimeSpan.FromSeconds(6);
            endpoint.ConfigureReceive(receive => receive.UseFilter(context.GetRequiredService<DeliveryCount>()));
            endpoint.UseFailurePolicy(context, redelivery: false);
            endpoint.UseTransactionalInbox<RunContext>(context);
            endpoint.ParkFailedKeys(context);
            endpoint.ConfigureConsumer<StepConsumer>(context);
        });
    }
}
