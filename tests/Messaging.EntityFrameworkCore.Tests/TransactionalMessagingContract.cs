using MassTransit;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What outbox, inbox, sagas and schedules promise, whatever the database.</summary>
public abstract class TransactionalMessagingContract : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private SampleHost _host = null!;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    protected virtual int MessagesPerCommit => 1;

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(await DatabaseAsync(), messagesPerCommit: MessagesPerCommit);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_message_published_in_a_scope_leaves_after_the_commit()
    {
        await _host.InScopeAsync(async (services, context) =>
        {
            context.Notes.Add(new Note { Text = "kept" });
            await services.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken("kept"));
            _host.Received.Texts.ShouldBeEmpty();
            await context.SaveChangesAsync();
        });

        await Until(() => _host.Received.Texts.Contains("kept"));
    }

    [Fact]
    public async Task Nothing_leaves_when_the_transaction_rolls_back()
    {
        await _host.InScopeAsync(async (services, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.Notes.Add(new Note { Text = "rolled back" });
            await services.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken("rolled back"));
            await context.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await PublishAsync(new NoteTaken("after"));

        await Until(() => _host.Received.Texts.Contains("after"));
        _host.Received.Texts.ShouldNotContain("rolled back");
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_save_sends_nothing_and_can_be_tried_again_with_its_messages()
    {
        await _host.InScopeAsync(async (services, context) =>
        {
            var id = Guid.NewGuid();
            context.Notes.Add(new Note { Id = id, Text = "first" });
            await context.SaveChangesAsync();
            context.ChangeTracker.Clear();
            context.Notes.Add(new Note { Id = id, Text = "same id" });
            await services.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken("second try"));
            await Should.ThrowAsync<DbUpdateException>(() => context.SaveChangesAsync());
            context.ChangeTracker.Clear();
            await context.SaveChangesAsync();
        });

        await Until(() => _host.Received.Texts.Contains("second try"));
    }

    [Fact]
    public async Task A_consumer_takes_effect_and_sends_however_it_sends_in_one_transaction()
    {
        await SendAsync(new TakeNote("one"));

        await Until(() => _host.Received.Texts.Count == 3);
        _host.Received.Texts.Order().ShouldBe(["one by context", "one by injection", "one early"]);
        (await _host.QueryAsync(context => context.Notes.SingleAsync())).Text.ShouldBe("one");
    }

    [Fact]
    public async Task A_consumer_that_fails_has_no_effect_and_sends_nothing()
    {
        await SendAsync(new TakeNote("bad"));
        await SendAsync(new TakeNote("good"));

        await Until(() => _host.Received.Texts.Count == 3);
        _host.Received.Texts.ShouldAllBe(text => text.StartsWith("good", StringComparison.Ordinal));
        (await _host.QueryAsync(context => context.Notes.SingleAsync())).Text.ShouldBe("good");
        // Once more when it was in a group.
        _host.Calls.Count("bad").ShouldBeInRange(1, MessagesPerCommit > 1 ? 2 : 1);
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again_in_a_transaction_of_its_own()
    {
        await SendAsync(new TakeNote("flaky"));

        await Until(() => _host.Received.Texts.Count == 3);
        _host.Calls.Count("flaky").ShouldBe(3);
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_delivery_of_a_message_does_not_run_the_consumer()
    {
        var id = NewId.NextGuid();
        for (var i = 0; i < 5; i++)
            await SendAsync(new TakeNote("twice"), context => context.MessageId = id);
        await SendAsync(new TakeNote("last"));

        await Until(() => _host.Calls.Count("last") == 1 && _host.Received.Texts.Count == 6);
        _host.Calls.Count("twice").ShouldBe(1);
        (await _host.QueryAsync(context => context.Notes.CountAsync(note => note.Text == "twice"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_copy_under_a_new_id_is_known_by_its_original_one()
    {
        var id = NewId.NextGuid();
        await SendAsync(new TakeNote("copied"), context => context.MessageId = id);
        await Until(() => _host.Calls.Count("copied") == 1);
        // As a redelivery or a replay sends it.
        await SendAsync(new TakeNote("copied"), context => context.Headers.Set(MessageHeaders.OriginalMessageId, id.ToString()));
        await SendAsync(new TakeNote("last"));

        await Until(() => _host.Calls.Count("last") == 1 && _host.Received.Texts.Count == 6);
        _host.Calls.Count("copied").ShouldBe(1);
    }

    [Fact]
    public async Task Messages_of_a_key_leave_in_the_order_of_their_commits_and_one_at_a_time()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var key = $"key {i % 5}";
            await _host.InScopeAsync(async (services, context) =>
            {
                services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, $"{i}"));
                await context.SaveChangesAsync();
            });
        });
        await Until(() => _host.Topic.Confirmed.Count == 200);

        _host.Topic.Overtaken.ShouldBeEmpty();
        foreach (var messages in _host.Topic.Confirmed.GroupBy(message => message.OrderingKey))
            messages.Select(message => message.OrderingSequence!.Value).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_message_that_can_not_be_sent_holds_up_its_key_alone_and_keeps_its_place()
    {
        var failures = 0;
        _host.Topic.Before = (message, _) => message.OrderingKey == "stuck" && Interlocked.Increment(ref failures) <= 2
            ? throw new InvalidOperationException("refused, as asked")
            : Task.CompletedTask;
        foreach (var text in new[] { "stuck 1", "stuck 2", "stuck 3", "free 1", "free 2" })
            await ProduceAsync(text.Split(' ')[0], text);

        await Until(() => _host.Topic.Confirmed.Count == 5);
        _host.Topic.Texts.Take(2).ShouldBe(["free 1", "free 2"]);
        _host.Topic.Texts.Skip(2).ShouldBe(["stuck 1", "stuck 2", "stuck 3"]);
    }

    [Fact]
    public async Task A_transport_that_is_away_costs_no_attempt_and_others_flow()
    {
        var away = true;
        _host.Topic.Before = (_, _) => Volatile.Read(ref away) ? throw new Messaging.Outbox.TransportUnavailableException("away, as asked") : Task.CompletedTask;
        await ProduceAsync("a", "1");
        await ProduceAsync("a", "2");
        await PublishAsync(new NoteTaken("flows"));
        await Until(() => _host.Received.Texts.Contains("flows"));
        Volatile.Write(ref away, false);

        await Until(() => _host.Topic.Confirmed.Count == 2);
        _host.Topic.Texts.ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_scheduled_message_comes_when_it_is_due_and_not_when_it_was_cancelled()
    {
        var address = new Uri("queue:take-note");
        await _host.InScopeAsync(async (services, context) =>
        {
            var scheduler = services.GetRequiredService<IMessageScheduler>();
            await scheduler.ScheduleSend(address, TimeSpan.FromSeconds(1), new TakeNote("later"));
            var cancelled = await scheduler.ScheduleSend(address, TimeSpan.FromSeconds(1), new TakeNote("never"));
            await context.SaveChangesAsync();
            await scheduler.CancelScheduledSend(address, cancelled.TokenId);
            await context.SaveChangesAsync();
        });
        _host.Calls.All.ShouldBeEmpty();

        await Until(() => _host.Calls.Count("later") == 1);
        _host.Calls.Count("never").ShouldBe(0);
    }

    [Fact]
    public async Task Concurrent_events_of_one_saga_make_one_instance_and_lose_no_update()
    {
        var id = NewId.NextGuid();
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), async (_, _) => await PublishAsync(new Counted(id)));

        await Until(async () => await _host.QueryAsync(context => context.Counters.AnyAsync(state => state.CorrelationId == id && state.Count == 20)));
    }

    private Task PublishAsync<T>(T message)
        where T : class =>
        _host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(message);
            await context.SaveChangesAsync();
        });

    private Task SendAsync(TakeNote message, Action<SendContext>? configure = null) =>
        _host.InScopeAsync(async (services, context) =>
        {
            var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri("queue:take-note"));
            await endpoint.Send(message, Pipe.Execute<SendContext<TakeNote>>(send => configure?.Invoke(send)));
            await context.SaveChangesAsync();
        });

    private Task ProduceAsync(string key, string text) =>
        _host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, text));
            await context.SaveChangesAsync();
        });

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static Task Until(Func<Task<bool>> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the messages should have arrived");
}
