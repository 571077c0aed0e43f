using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class WorkConsumerDefinition : ConsumerDefinition<WorkConsumer>
{
    public WorkConsumerDefinition() => EndpointName = "work";
}
