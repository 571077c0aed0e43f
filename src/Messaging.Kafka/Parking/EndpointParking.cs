using MassTransit;
using Messaging.Failures;
using Messaging.Parking;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka;

/// <summary>What an endpoint parks with.</summary>
internal sealed record EndpointParking(
    IParkingStore Store, IParkedKeyQueue Queue, IPartitionClaims Partitions, FailureOptions Failures, KafkaParkingOptions Options)
{
    public static EndpointParking Of(IRegistrationContext context, string name, KafkaParkingOptions options)
    {
        var failures = context.GetService<Messaging.Endpoints.EndpointSettings>()?.For(name).Failures ?? new FailureOptions();
        return new EndpointParking(
            Required<IParkingStore>(context),
            Required<IParkedKeyQueue>(context),
            Required<IPartitionClaims>(context),
            options.Redelivery.Count == 0 ? failures : new FailureOptions
            {
                Immediate = failures.Immediate,
                Redelivery = options.Redelivery,
                MinInfrastructureDelay = failures.MinInfrastructureDelay,
                MaxInfrastructureDelay = failures.MaxInfrastructureDelay,
            },
            options);
    }

    public ParkedKeyRunnerSettings Runner(EndpointSettings settings) => new(KafkaActivities.System, settings.Topic, settings.Group)
    {
        Failures = Failures,
        HoldAfterDeadLetter = Options.HoldAfterDeadLetter,
        Concurrency = Options.Concurrency,
        Lease = Options.Lease,
        PollInterval = Options.PollInterval,
    };

    private static T Required<T>(IRegistrationContext context)
        where T : class => context.GetService<T>()
        ?? throw new ConfigurationException("ParkFailedKeys needs a parked store: call AddTransactionalMessaging, or register one.");
}
