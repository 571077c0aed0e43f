using MassTransit;

namespace Messaging.Benchmarks.App;

internal sealed class JobConsumer : IConsumer<Job>
{
    public Task Consume(ConsumeContext<Job> context) => Task.CompletedTask;
}
