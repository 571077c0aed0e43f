using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using MassTransit.Middleware.Outbox;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>Enqueues into the outbox of the scope, with a row for the state of each task.</summary>
internal sealed class TaskQueue<TDbContext>(
    TDbContext context, ISendEndpointProvider endpoints, OutboxBuffer buffer, OutboxCapture capture, TaskCatalog catalog, TaskDatabases databases,
    TimeProvider time, IServiceProvider services) : ITaskQueue
    where TDbContext : DbContext
{
    public async Task<Guid> EnqueueAsync<T>(T command, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(command);
        options ??= new EnqueueOptions();
        var task = catalog.Find(typeof(T)) ?? throw new ArgumentException(
            $"{typeof(T).Name} is no task ({Names()}). Declare it where tasks are registered: Declare<{typeof(T).Name}>(queue).", nameof(command));
        var queue = QueueOf(task, options);
        var delay = EnqueueTimes.DelayOf(options, time.GetUtcNow());
        EnqueueTimes.Check(options);
        if (options.Key is { } key && await FindByKeyAsync(task.Name, key, cancellationToken).ConfigureAwait(false) is { } waiting)
            return waiting;

        var id = Guid.CreateVersion7(time.GetUtcNow());
        var capturing = new CapturingSendContext(capture, services, message => Add(message, id, task, delay));
        var endpoint = await new OutboxSendEndpointProvider(capturing, endpoints).GetSendEndpoint(new Uri($"queue:{queue}")).ConfigureAwait(false);
        await endpoint.Send(command, sent => sent.MessageId = id, cancellationToken).ConfigureAwait(false);
        buffer.Step(() => new TaskInsert(databases)).Add(
            new TaskRow(id, task.Name, queue, options.Key, delay, options.Expires, Activity.Current?.TraceId.ToHexString()));
        return id;
    }

    public Task<Guid> EnqueueAsync(string task, JsonElement arguments, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(task);
        var declared = catalog.Find(task) ?? throw new ArgumentException($"'{task}' is no task ({Names()}). Correct the name, or declare the task.", nameof(task));
        return NamedTask.Of(declared.Type).EnqueueAsync(this, declared, arguments, options, cancellationToken);
    }

    private void Add(Messaging.Outbox.OutboxMessage message, Guid id, TaskDeclaration task, TimeSpan delay)
    {
        if (message.Body.Length > catalog.Options.MaxArgumentBytes)
        {
            throw new ArgumentException(
                $"The command {task.Name} takes {message.Body.Length} bytes, and at most {catalog.Options.MaxArgumentBytes} are allowed. Store what is large and send its address, or raise Tasks:MaxArgumentBytes.");
        }

        // What waits for its time can be taken out again by the task's id.
        buffer.Add(message with { Delay = delay, ScheduleToken = delay > TimeSpan.Zero ? id : null });
    }

    private Task<Guid?> FindByKeyAsync(string task, string key, CancellationToken cancellationToken)
    {
        if (context.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A task with a key needs an open transaction, which holds the key until it ends. Call context.Database.BeginTransactionAsync() first.");
        return databases.For(context).FindByKeyAsync(context, task, key, cancellationToken);
    }

    private string QueueOf(TaskDeclaration task, EnqueueOptions options)
    {
        var queue = options.Queue ?? task.Queue;
        return catalog.Options.Queues.Contains(queue)
            ? queue
            : throw new ArgumentException(
                $"Nobody declared the queue '{queue}' (declared queues: {string.Join(", ", catalog.Options.Queues.Order(StringComparer.Ordinal))}). Correct the name, or declare the queue with a consumer.", nameof(options));
    }

    private string Names() => $"declared tasks: {string.Join(", ", catalog.All.Select(task => task.Name).Order(StringComparer.Ordinal))}";
}
