using MassTransit;

namespace Messaging.RabbitMq;

/// <summary>Lets receive endpoints come back after every loss of their channel.</summary>
public static class ChannelLossExtensions
{
    /// <summary>
    /// Ends what waits for an answer of the broker when the channel of its receive endpoint is gone, so that the endpoint subscribes again. Call it before
    /// the endpoints are configured.
    /// </summary>
    /// <remarks>
    /// RabbitMQ.Client up to 7.2.2 forgets who waits for his turn on a channel that is disposed (rabbitmq-dotnet-client, issue 1976). MassTransit declares
    /// queues, exchanges and bindings side by side on one channel: when a connection breaks just then, its endpoint would wait for ever, and its queue be
    /// consumed by nobody.
    /// </remarks>
    /// <param name="rabbitMq">The bus.</param>
    public static void EndCallsWithTheirChannel(this IRabbitMqBusFactoryConfigurator rabbitMq)
    {
        ArgumentNullException.ThrowIfNull(rabbitMq);
        rabbitMq.ConnectEndpointConfigurationObserver(new EndpointObserver());
    }

    private sealed class EndpointObserver : IEndpointConfigurationObserver
    {
        public void EndpointConfigured<T>(T configurator)
            where T : IReceiveEndpointConfigurator
        {
            if (configurator is IRabbitMqReceiveEndpointConfigurator endpoint)
                endpoint.ConfigureChannel(channel => channel.UseFilter(new ChannelLossFilter()));
        }
    }
}
