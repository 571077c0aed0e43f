using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using MassTransit;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Where the inbox keeps a message, what it can't keep, and what a scope forgot.</summary>
public sealed class PostgresInboxTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SampleDatabase _database = null!;
    private SampleHost _host = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _database = await SampleDatabase.CreateAsync();
        _host = await SampleHost.StartAsync(options => options.UseNpgsql(_database.Direct));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_message_is_remembered_in_the_partition_of_the_day_it_was_stamped(int daysAgo)
    {
        var (id, stamp) = (NewId.NextGuid(), Now.AddDays(-daysAgo));

        await SendAsync(id, "stamped", stamp);
        await Until(() => _host.Received.Texts.Count == 3);

        (await _database.AskAsync<string>($"select tableoid::regclass::text from messaging.inbox_message where message_id = '{id}'"))
            .ShouldBe($"messaging.inbox_message_{stamp.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}");
    }

    [Fact]
    public async Task A_message_without_a_stamp_is_remembered_too()
    {
        var id = NewId.NextGuid();

        await SendAsync(id, "undated", stamp: null);
        await Until(() => _host.Received.Texts.Count == 3);

        (await _database.AskAsync<long>($"select count(*) from messaging.inbox_message_undated where message_id = '{id}' and endpoint = 'take-note'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_stamped_before_the_inbox_began_is_a_dead_letter_that_says_what_to_do()
    {
        var faults = new ConcurrentQueue<string>();
        var errors = _host.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint("take-note_error", endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.Handler<TakeNote>(context =>
            {
                faults.Enqueue($"{context.ReceiveContext.TransportHeaders.Get<string>("MT-Fault-ExceptionType")}: {context.ReceiveContext.TransportHeaders.Get<string>("MT-Fault-Message")}");
                return Task.CompletedTask;
            });
        });
        await errors.Ready;

        await SendAsync(NewId.NextGuid(), "ancient", Now.AddDays(-30));
        await Until(() => !faults.IsEmpty);

        faults.ShouldHaveSingleItem().ShouldStartWith("Messaging.EntityFrameworkCore.Inbox.OutsideInboxException");
        faults.Single().ShouldContain("Enlarge InboxDays");
        faults.Single().ShouldContain("check the sender's clock");
        _host.Calls.All.ShouldBeEmpty();
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_scope_that_ends_without_a_commit_says_so_and_counts_what_is_lost()
    {
        var lost = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "messaging.outbox.unflushed")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref lost, count));
        listener.Start();

        await _host.InScopeAsync(async (services, _) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken("forgotten"));
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage("key", "forgotten"));
        });

        lost.ShouldBe(2);
        var line = _host.Log.Lines.ShouldHaveSingleItem();
        line.Level.ShouldBe(LogLevel.Error);
        line.Text.ShouldContain("2 messages");
        line.Text.ShouldContain("Call SaveChangesAsync");
    }

    private async Task SendAsync(Guid id, string text, DateTimeOffset? stamp)
    {
        var endpoint = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:take-note"));
        await endpoint.Send(new TakeNote(text), context =>
        {
            context.MessageId = id;
            if (stamp is { } at)
                context.Headers.Set(MessagingHeaders.Stamp, at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        });
    }

    private static Task Until(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the messages should have arrived");
}
