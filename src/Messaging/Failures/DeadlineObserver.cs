using MassTransit;
using MassTransit.Configuration;

namespace Messaging.Failures;

/// <summary>Gives every type of message of an endpoint its <see cref="DeadlineFilter{T}"/>.</summary>
internal sealed class DeadlineObserver : ConfigurationObserver, IMessageConfigurationObserver
{
    private readonly TimeSpan _deadline;
    private readonly string _endpoint;
    private readonly FailureClassification _failures;
    private readonly FailureInstruments _instruments;
    private readonly TimeProvider _time;

    public DeadlineObserver(
        IConsumePipeConfigurator pipe, TimeSpan deadline, string endpoint, FailureClassification failures, FailureInstruments instruments, TimeProvider time)
        : base(pipe)
    {
        (_deadline, _endpoint, _failures, _instruments, _time) = (deadline, endpoint, failures, instruments, time);
        Connect(this);
    }

    public void MessageConfigured<TMessage>(IConsumePipeConfigurator configurator)
        where TMessage : class =>
        configurator.AddPipeSpecification(new DeadlineFilter<TMessage>(_deadline, _endpoint, _failures, _instruments, _time));
}
