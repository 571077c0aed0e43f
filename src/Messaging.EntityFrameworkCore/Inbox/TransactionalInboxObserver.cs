using System.Reflection;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.Transports;
using Messaging.EntityFrameworkCore.Metrics;
using Messaging.EntityFrameworkCore.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>Puts the inbox filter in front of every consumer and saga that is configured on an endpoint.</summary>
internal sealed class TransactionalInboxObserver<TDbContext>(
    IReceiveEndpointConfigurator endpoint, IRegistrationContext registration, int messagesPerCommit, InboxOptions inbox)
    : IConsumerConfigurationObserver, ISagaConfigurationObserver
    where TDbContext : DbContext
{
    private readonly HashSet<(Type Message, string Consumer)> _names = [];
    private readonly ILogger _logger = registration.GetRequiredService<ILoggerFactory>().CreateLogger("Messaging.EntityFrameworkCore.Inbox");
    private CommitGroups<TDbContext>? _groups;

    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class =>
        AddFilter<TMessage>(typeof(TConsumer), (IPipeConfigurator<ConsumeContext<TMessage>>)configurator);

    public void SagaConfigured<TSaga>(ISagaConfigurator<TSaga> configurator)
        where TSaga : class, ISaga
    {
    }

    public void StateMachineSagaConfigured<TInstance>(ISagaConfigurator<TInstance> configurator, SagaStateMachine<TInstance> stateMachine)
        where TInstance : class, ISaga, SagaStateMachineInstance
    {
    }

    public void SagaMessageConfigured<TSaga, TMessage>(ISagaMessageConfigurator<TSaga, TMessage> configurator)
        where TSaga : class, ISaga
        where TMessage : class =>
        AddFilter<TMessage>(typeof(TSaga), (IPipeConfigurator<ConsumeContext<TMessage>>)configurator);

    private void AddFilter<TMessage>(Type consumer, IPipeConfigurator<ConsumeContext<TMessage>> pipe)
        where TMessage : class
    {
        var endpointName = endpoint.InputAddress.GetEndpointName() ?? endpoint.InputAddress.ToString();
        var name = consumer.GetCustomAttribute<InboxNameAttribute>()?.Name ?? endpointName;
        if (!_names.Add((typeof(TMessage), name)))
        {
            throw new ConfigurationException(
                $"The endpoint {endpointName} has two consumers of {typeof(TMessage).Name} that the inbox can't tell apart. Give {consumer.Name} a name that stays: [InboxName(\"...\")].");
        }

        registration.GetService<InboxConsumers>()?.Add(endpointName, typeof(TMessage), name);
        var scopes = new ConsumeScopeProvider(registration);
        var options = new OutboxConsumeOptions { ConsumerType = name };
        if (messagesPerCommit > 1)
            _groups ??= new CommitGroups<TDbContext>(registration, messagesPerCommit, _logger);
        pipe.UseFilter(new TransactionalInboxFilter<TDbContext, TMessage>(
            scopes, options, inbox, name, endpointName, _groups, registration.GetRequiredService<MessagingInstruments>(), _logger));
    }
}
