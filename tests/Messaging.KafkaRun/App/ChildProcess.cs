using Messaging.Kafka;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.KafkaRun.App;

/// <summary>What a child process does until it is stopped, or the run that started it is gone.</summary>
internal static class ChildProcess
{
    /// <summary>Records of one transaction.</summary>
    public const int BatchSize = 50;

    public static async Task MemberAsync(RunSurroundings surroundings)
    {
        using var host = RunHost.Build(surroundings, member: true);
        await host.StartAsync();
        await RunAsync(host, _ => Task.CompletedTask);
    }

    public static async Task ProducerAsync(RunSurroundings surroundings)
    {
        using var host = RunHost.Build(surroundings, member: false);
        await host.StartAsync();
        await RunAsync(host, cancellationToken => ProduceAsync(host.Services, surroundings, cancellationToken));
    }

    private static async Task RunAsync(IHost host, Func<CancellationToken, Task> work)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var orphaned = Task.Run(async () => await Console.In.ReadToEndAsync());
        _ = orphaned.ContinueWith(_ => lifetime.StopApplication(), TaskScheduler.Default);
        var working = work(lifetime.ApplicationStopping);
        await host.WaitForShutdownAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ProduceAsync(IServiceProvider services, RunSurroundings surroundings, CancellationToken cancellationToken)
    {
        int done;
        await using (var scope = services.CreateAsyncScope())
            done = await scope.ServiceProvider.GetRequiredService<RunContext>().Set<Batch>().CountAsync(cancellationToken);

        for (; done * BatchSize < surroundings.Records; done++)
        {
            await using var scope = services.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<RunContext>();
            var producer = scope.ServiceProvider.GetRequiredService<ITopicProducer<string, Step>>();
            context.Add(new Batch { Id = done });
            for (var index = done * BatchSize; index < Math.Min((done + 1) * BatchSize, surroundings.Records); index++)
            {
                var key = $"key-{index % surroundings.Keys}";
                await producer.Produce(key, new Step(key, index / surroundings.Keys, new string('x', 200)), cancellationToken);
            }

            await context.SaveChangesAsync(cancellationToken);
        }
    }
}
