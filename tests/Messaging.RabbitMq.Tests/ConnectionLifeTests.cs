using MassTransit;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;

namespace Messaging.RabbitMq.Tests;

/// <summary>Whatever happens to the connection, the process consumes again without being started again.</summary>
public sealed class ConnectionLifeTests(ConnectionLifeTests.OwnServer own) : IClassFixture<ConnectionLifeTests.OwnServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>All of them in a long run.</summary>
    public static TheoryData<Fault> Faults =>
        LongRun.IsOn ? [.. Enum.GetValues<Fault>()] : [Fault.ConnectionsClosed, Fault.QueueDeleted, Fault.ConsumerTimeout, Fault.Kill, Fault.MemoryAlarm];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_is_back_in_service(Fault fault)
    {
        await own.Server.WaitUntilReadyAsync(Cancelled);
        await using var app = await RabbitMqApp.StartAsync(server: own.Server);
        await ConsumesAsync(app, "before");

        await InflictAsync(fault, app);

        await ConsumesAsync(app, "after");
        app.IsHealthy.ShouldBeTrue();
    }

    private async Task InflictAsync(Fault fault, RabbitMqApp app)
    {
        switch (fault)
        {
            case Fault.ConnectionsClosed:
                await own.Server.RunCtlAsync(["close_all_connections", "--global", "for a test"], Cancelled);
                break;
            case Fault.QueueDeleted:
                await own.Server.RunCtlAsync(["delete_queue", "-p", app.Raw.VirtualHost, RabbitMqApp.Queue], Cancelled);
                break;
            case Fault.ConsumerTimeout:
                // The channels that are opened from now on look every half second whether a message is held longer than a second.
                await own.Server.RunCtlAsync(["eval", "application:set_env(rabbit, consumer_timeout, 1000), application:set_env(rabbit, channel_tick_interval, 500)."], Cancelled);
                await own.Server.RunCtlAsync(["close_all_connections", "--global", "for a test"], Cancelled);
                await ConsumesAsync(app, "on a new channel");
                await app.SendAsync("hold");
                // Delivered again, since the first delivery came to nothing.
                await Eventually.BecomesTrueAsync(() => app.Seen.Count(text => text == "hold") >= 2, Patience, "the message that was held too long came again");
                await own.Server.RunCtlAsync(["eval", "application:set_env(rabbit, consumer_timeout, 1800000), application:set_env(rabbit, channel_tick_interval, 60000)."], Cancelled);
                app.LetGo();
                break;
            case Fault.Restart:
                await own.Server.StopAsync(Cancelled);
                await own.Server.StartAsync(Cancelled);
                break;
            case Fault.Kill:
                await own.Server.FlushDeclarationsAsync(Cancelled);
                await own.Server.KillAsync(Cancelled);
                await own.Server.StartAsync(Cancelled);
                break;
            case Fault.MemoryAlarm:
                await own.Server.RunCtlAsync(["set_vm_memory_high_watermark", "absolute", "1MB"], Cancelled);
                await BlockedAsync(app);
                await own.Server.RunCtlAsync(["set_vm_memory_high_watermark", "0.4"], Cancelled);
                break;
            case Fault.DiskAlarm:
                await own.Server.RunCtlAsync(["set_disk_free_limit", "900000GB"], Cancelled);
                await BlockedAsync(app);
                await own.Server.RunCtlAsync(["set_disk_free_limit", "50MB"], Cancelled);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault));
        }
    }

    /// <summary>Under an alarm what is published is neither confirmed nor lost: it arrives when the alarm is over.</summary>
    private static async Task BlockedAsync(RabbitMqApp app)
    {
        var blocked = Task.CompletedTask;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                blocked = app.SendAsync("under the alarm");
                return await Task.WhenAny(blocked, Task.Delay(TimeSpan.FromSeconds(1), Cancelled)) != blocked;
            },
            Patience, "the broker took nothing any more");
        blocked.IsCompleted.ShouldBeFalse();
    }

    /// <summary>
    /// Sends through the bus until one arrives. What is sent while the fault lasts may be refused, dropped for want of a queue or never be answered; the
    /// outbox is what sends such a message again.
    /// </summary>
    private static Task ConsumesAsync(RabbitMqApp app, string text) =>
        Eventually.BecomesTrueAsync(
            async () =>
            {
                if (!app.Seen.Contains(text))
                    await app.SendAsync(text).WaitAsync(TimeSpan.FromSeconds(2), Cancelled);
                return app.Seen.Contains(text);
            },
            Patience, $"\"{text}\" was consumed", Cancelled);

    public enum Fault
    {
        ConnectionsClosed,
        QueueDeleted,
        ConsumerTimeout,
        Restart,
        Kill,
        MemoryAlarm,
        DiskAlarm,
    }

    public sealed class OwnServer : IAsyncLifetime
    {
        public RabbitMqServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServers.StartRabbitMqAsync(null, CancellationToken.None);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
