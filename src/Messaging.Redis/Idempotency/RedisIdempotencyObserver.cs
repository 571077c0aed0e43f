using MassTransit;

namespace Messaging.Redis;

/// <summary>Puts the filter in front of every consumer that is configured on an endpoint.</summary>
internal sealed class RedisIdempotencyObserver(string endpoint, IdempotencyKeys keys, RedisIdempotencyOptions options, RedisHost host)
    : IConsumerConfigurationObserver
{
    private readonly HashSet<Type> _messages = [];

    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class
    {
        if (!_messages.Add(typeof(TMessage)))
        {
            throw new ConfigurationException(
                $"The endpoint {endpoint} has two consumers of {typeof(TMessage).Name}, which one idempotency key can't tell apart. Give {typeof(TConsumer).Name} an endpoint of its own.");
        }

        ((IPipeConfigurator<ConsumeContext<TMessage>>)configurator).UseFilter(new RedisIdempotencyFilter<TMessage>(endpoint, keys, options, host));
    }
}
