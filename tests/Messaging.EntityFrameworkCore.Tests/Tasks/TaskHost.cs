using MassTransit;
using Messaging.Failures;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>A worker of one queue on one database; the bus in memory unless told otherwise.</summary>
public sealed class TaskHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TaskHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public WorkScript Script => Services.GetRequiredService<WorkScript>();

    public ITaskStore Tasks => Services.GetRequiredService<ITaskStore>();

    public RecordingLog Log => Services.GetRequiredService<RecordingLog>();

    public static async Task<TaskHost> StartAsync(
        Action<DbContextOptionsBuilder> database, Action<TaskOptions>? configure = null, Action<IBusRegistrationConfigurator>? transport = null,
        Action<IServiceCollection>? services = null, bool create = true)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<RecordingLog>().AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecordingLog>());
        builder.Services.AddSingleton<WorkScript>();
        builder.Services.AddFailurePolicy();
        builder.Services.AddDbContext<SampleContext>((provider, options) =>
        {
            database(options);
            options.UseTransactionalMessaging(provider);
        });
        builder.Services.AddTransactionalTasks<SampleContext>(tasks =>
        {
            tasks.Declare<Work>("work");
            tasks.CountDown = TimeSpan.FromMilliseconds(20);
            configure?.Invoke(tasks);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<WorkConsumer, WorkConsumerDefinition>();
            bus.AddTransactionalMessaging<SampleContext>();
            bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
            {
                endpoint.UseRawJsonDeserializer();
                endpoint.UseFailurePolicy(context);
                endpoint.UseTransactionalTasks<SampleContext>(context);
            });
            if (transport is not null)
                transport(bus);
            else
                bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        services?.Invoke(builder.Services);
        var host = builder.Build();
        if (create)
            await CreateTablesAsync(host.Services);
        await host.StartAsync();
        return new TaskHost(host);
    }

    public async Task<Guid> EnqueueAsync(string name, EnqueueOptions? options = null)
    {
        var id = Guid.Empty;
        await InScopeAsync(async (tasks, context) =>
        {
            id = await tasks.EnqueueAsync(new Work(name), options);
            await context.SaveChangesAsync();
        });
        return id;
    }

    public async Task InScopeAsync(Func<ITaskQueue, SampleContext, Task> action)
    {
        await using var scope = Services.CreateAsyncScope();
        await action(scope.ServiceProvider.GetRequiredService<ITaskQueue>(), scope.ServiceProvider.GetRequiredService<SampleContext>());
    }

    public async Task<TaskInfo> UntilAsync(Guid id, TaskState state)
    {
        TaskInfo? task = null;
        await Eventually.BecomesTrueAsync(
            async () => (task = await Tasks.FindAsync(id, CancellationToken.None))?.State == state, TimeSpan.FromSeconds(30), $"task {id} was {state}");
        return task!;
    }

    public async Task<int> NotesAsync(string text)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SampleContext>().Notes.CountAsync(note => note.Text == text);
    }

    /// <summary>How many messages of tasks wait in the outbox for their time.</summary>
    public async Task<int> ScheduledAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SampleContext>();
        var table = context.Database.IsNpgsql() ? "messaging.outbox_message" : "messaging_outbox_message";
#pragma warning disable EF1002 // One of two constants.
        return (await context.Database.SqlQueryRaw<int>($"select cast(count(*) as int) as \"Value\" from {table} where schedule_token is not null").ToListAsync()).Single();
#pragma warning restore EF1002
    }

    /// <summary>Makes all of a task's times older.</summary>
    public async Task AgeAsync(Guid id, TimeSpan by)
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SampleContext>().Database;
        var (text, ticks) = (id.ToString("D"), by.Ticks);
        var changed = database.IsNpgsql()
            ? await database.ExecuteSqlAsync($"update messaging.task set enqueued_at = enqueued_at - {by}, finished_at = finished_at - {by} where id = {id}")
            : await database.ExecuteSqlAsync($"update messaging_task set enqueued_at = enqueued_at - {ticks}, finished_at = finished_at - {ticks} where lower(id) = {text}");
        changed.ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    public static async Task CreateTablesAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SampleContext>();
        await context.GetService<IRelationalDatabaseCreator>().EnsureCreatedAsync();
        var migration = new MigrationBuilder(context.Database.ProviderName);
        migration.CreateTransactionalMessaging();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, context.Model);
        await context.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, context.GetService<IRelationalConnection>());
    }
}
