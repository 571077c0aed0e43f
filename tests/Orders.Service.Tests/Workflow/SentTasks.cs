using System.Text.Json;
using MassTransit;
using Messaging.Tasks;
using Orders.Contracts;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Workflow;

/// <summary>Enqueues by sending: the workflow's own tests have no outbox.</summary>
internal sealed class SentTasks(ISendEndpointProvider endpoints) : ITaskQueue
{
    public async Task<Guid> EnqueueAsync<T>(T command, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : class
    {
        command.ShouldBeOfType<SendEmail>();
        var id = NewId.NextGuid();
        var endpoint = await endpoints.GetSendEndpoint(new Uri($"queue:{Queues.Email}"));
        await endpoint.Send(command, context => context.MessageId = id, cancellationToken);
        return id;
    }

    public Task<Guid> EnqueueAsync(string task, JsonElement arguments, EnqueueOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The workflow enqueues by type.");
}
