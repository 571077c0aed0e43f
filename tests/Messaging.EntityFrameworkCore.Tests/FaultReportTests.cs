using System.Collections.Concurrent;
using MassTransit;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>A <see cref="Fault{T}"/> tells whoever asked that a message failed for good.</summary>
public sealed class FaultReportTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("messaging").FullName;
    private readonly Reports _reports = new();
    private SampleHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SampleHost.StartAsync(options => options.UseSqlite($"Data Source={Path.Combine(_folder, "sample.db")}"));
        _host.Services.GetRequiredService<IBus>().ConnectPublishObserver(_reports);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_failure_that_a_retry_mends_is_not_reported_and_one_for_good_once()
    {
        await _host.InScopeAsync(async (services, context) =>
        {
            var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri("queue:take-note"));
            await endpoint.Send(new TakeNote("flaky"));
            await endpoint.Send(new TakeNote("bad"));
            await context.SaveChangesAsync();
        });

        await Eventually.BecomesTrueAsync(
            () => _host.Received.Texts.Count == 3 && _reports.Texts.Contains("bad"), Patience, "one was mended and one was given up", TestContext.Current.CancellationToken);
        _host.Calls.Count("flaky").ShouldBe(3);
        _reports.Texts.ShouldBe(["bad"]);
    }

    private sealed class Reports : IPublishObserver
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is Fault<TakeNote> fault)
                Texts.Enqueue(fault.Message.Text);
            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
