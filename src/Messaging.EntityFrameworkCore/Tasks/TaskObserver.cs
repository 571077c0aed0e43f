using MassTransit;
using Messaging.Tasks;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Puts a filter in front of every consumer of a declared task that is configured on an endpoint.</summary>
internal abstract class TaskObserver(TaskCatalog catalog) : IConsumerConfigurationObserver
{
    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class
    {
        if (catalog.Find(typeof(TMessage)) is { } task)
            ((IPipeConfigurator<ConsumeContext<TMessage>>)configurator).UseFilter(Filter<TMessage>(task));
    }

    protected abstract IFilter<ConsumeContext<TMessage>> Filter<TMessage>(TaskDeclaration task)
        where TMessage : class;
}
