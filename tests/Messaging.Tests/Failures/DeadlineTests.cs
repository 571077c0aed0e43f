using System.Collections.Concurrent;
using MassTransit;
using Messaging.Failures;
using Messaging.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.Tests.Failures;

public sealed class DeadlineTests
{
    // The second consumer asks for its token when the deadline is over: the clock has run from the beginning.
    [Theory]
    [InlineData(0)]
    [InlineData(1_100)]
    public async Task An_attempt_that_takes_longer_than_its_deadline_is_cancelled_and_tried_again_like_any_transient_failure(int milliseconds)
    {
        var attempts = 0;
        var faults = 0;
        var reports = new ConcurrentQueue<string>();
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Endpoints:slow:Deadline"] = "00:00:01",
            ["Endpoints:slow:Failures:Immediate:Retries"] = "1",
        });
        builder.Services.AddSingleton(TimeProvider.System).AddFailurePolicy();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, memory) =>
            {
                memory.ReceiveEndpoint("slow", endpoint =>
                {
                    endpoint.UseFailurePolicy(context, redelivery: false);
                    endpoint.Handler<Slow>(async consumed =>
                    {
                        Interlocked.Increment(ref attempts);
                        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
                        await Task.Delay(Timeout.Infinite, consumed.CancellationToken);
                    });
                });
                memory.ReceiveEndpoint("reports", endpoint => endpoint.Handler<Fault<Slow>>(reported =>
                {
                    reports.Enqueue(reported.Message.Exceptions[0].Message);
                    return Task.CompletedTask;
                }));
                memory.ReceiveEndpoint("slow_error", endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.Handler<Slow>(_ =>
                    {
                        Interlocked.Increment(ref faults);
                        return Task.CompletedTask;
                    });
                });
            });
        });
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.Services.GetRequiredService<IBus>().Publish(new Slow(), TestContext.Current.CancellationToken);

        await Eventually.BecomesTrueAsync(() => faults == 1 && !reports.IsEmpty, TimeSpan.FromSeconds(30), "the message became a dead letter and was reported");
        attempts.ShouldBe(2);
        reports.ShouldHaveSingleItem().ShouldContain("Endpoints:slow:Deadline");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public sealed record Slow;
}
