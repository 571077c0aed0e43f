using MassTransit;
using Messaging.Tasks;
using Orders.Contracts;

namespace Orders.Service.Consumers;

/// <summary>Measures a text; its result can be read under <c>/ops/api/tasks</c>. Put your own long work in its place.</summary>
internal sealed class ProcessDataConsumer : IConsumer<ProcessData>
{
    public Task Consume(ConsumeContext<ProcessData> context)
    {
        var data = context.Message.Data;
        context.SetTaskResult(new { Characters = data.Length, Words = data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length });
        return Task.CompletedTask;
    }
}
