using System.Runtime.CompilerServices;
using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Metrics;
using Messaging.Failures;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Names = Messaging.EntityFrameworkCore.TransactionalTasksMetrics;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>The instruments of tasks: that they are those of the document, and move with what they measure.</summary>
public abstract class TaskMetricsContract : IAsyncLifetime
{
    private const string OfTask = "messaging.destination.name=work, messaging.task.name=Work";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TaskHost _host = null!;
    private Measurements _measured = null!;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        _host = await TaskHost.StartAsync(
            await DatabaseAsync(),
            services: services => services.Configure<TransactionalMessagingOptions>(options => options.MeasureInterval = TimeSpan.FromMilliseconds(50)));
        _measured = new Measurements(_host.Services, Names.MeterName);
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_tasks_measure_stands_in_the_document_and_moves_with_them()
    {
        _host.Script.Parts["flaky"] = context => context.GetTaskAttempt() == 1 ? throw new TimeoutException("not yet") : Task.CompletedTask;
        _host.Script.Parts["invalid"] = _ => throw new PermanentFailureException("invalid");
        var flaky = await _host.EnqueueAsync("flaky");
        var invalid = await _host.EnqueueAsync("invalid");
        await _host.EnqueueAsync("later", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        await _host.UntilAsync(flaky, TaskState.Succeeded);
        await _host.UntilAsync(invalid, TaskState.Failed);

        await Eventually.SucceedsAsync(
            () =>
            {
                _measured.Read(Names.Open).ShouldBe([KeyValuePair.Create("messaging.destination.name=work, messaging.task.state=Scheduled", 1d)]);
                _measured.Sum(Names.Retries).ShouldBe(1);
                _measured.Sum(Names.Ended).ShouldBe(2);
                _measured.Values(Names.Duration).Count.ShouldBe(3);
                return Task.CompletedTask;
            },
            Patience, "the instruments moved", TestContext.Current.CancellationToken);
        _measured.Tags(Names.Retries).ShouldBe([OfTask]);
        _measured.Tags(Names.Ended).ShouldBe([$"{OfTask}, messaging.task.state=Succeeded", $"{OfTask}, messaging.task.state=Failed"], ignoreOrder: true);
        _measured.Tags(Names.Duration).ShouldBe(
            [$"{OfTask}, messaging.task.state=Retrying", $"{OfTask}, messaging.task.state=Succeeded", $"{OfTask}, messaging.task.state=Failed"], ignoreOrder: true);
        Documented().ShouldBe(_measured.Instruments.Select(pair => $"| `{pair.Key}` | {pair.Value.Kind} | `{pair.Value.Unit}` | {pair.Value.Description} | {Tags(pair.Key)} |"), ignoreOrder: true);
    }

    private string Tags(string name) =>
        string.Join(", ", _measured.Tags(name)[0].Split(", ").Select(tag => $"`{tag.Split('=')[0]}`"));

    private static string[] Documented([CallerFilePath] string file = "") =>
        [.. File.ReadLines(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/telemetry.md")).Where(line => line.StartsWith("| `messaging.task.", StringComparison.Ordinal))];
}
