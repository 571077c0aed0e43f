using MassTransit;
using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka;

/// <summary>Runs the configuration while the bus is built.</summary>
internal sealed class KafkaRiderFactory(Action<IRiderRegistrationContext, IKafkaConfigurator> configure) : IRegistrationRiderFactory<IKafkaRider>
{
    public IBusInstanceSpecification CreateRider(IRiderRegistrationContext context)
    {
        var host = context.GetRequiredService<KafkaHost>();
        var endpoints = new List<IKafkaEndpoint>();
        host.Configure(settings => configure(context, new KafkaConfigurator(settings, endpoints)));
        return new KafkaBusSpecification(context, host, endpoints);
    }
}
