using MassTransit;
using Messaging.Outbox;
using Messaging.Parking;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Names = Messaging.EntityFrameworkCore.TransactionalMessagingMetrics;

namespace Messaging.EntityFrameworkCore.Tests.Metrics;

/// <summary>The instruments: what they are called, and that they move with what they measure.</summary>
public abstract class MetricsContract : IAsyncLifetime
{
    private const string OfContext = "messaging.context=SampleContext";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SampleHost _host = null!;
    private Measurements _measured = null!;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        _host = await SampleHost.StartAsync(await DatabaseAsync(), configure: options =>
        {
            options.MaxSendAttempts = 3;
            options.MinRetryDelay = TimeSpan.FromSeconds(1);
            options.MeasureInterval = TimeSpan.FromMilliseconds(50);
        });
        _measured = new Measurements(_host.Services);
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("messaging.outbox.pending", "{message}", "ObservableGauge", "Messages in the outbox that are due or failing")]
    [InlineData("messaging.outbox.oldest.age", "s", "ObservableGauge", "How long the oldest pending message has been due")]
    [InlineData("messaging.outbox.sent", "{message}", "Counter", "Messages that the relay has delivered and the broker has confirmed")]
    [InlineData("messaging.outbox.send.failures", "{attempt}", "Counter", "Attempts to deliver a message that failed and count against it")]
    [InlineData("messaging.outbox.relay.batch.duration", "s", "Histogram", "Duration of a batch of the relay, with the database")]
    [InlineData("messaging.outbox.responses.dropped", "{message}", "Counter", "Responses dropped because whoever asked was gone")]
    [InlineData("messaging.outbox.unflushed", "{message}", "Counter", "Messages lost because their scope ended without a commit")]
    [InlineData("messaging.outbox.dead_letters", "{message}", "Counter", "Messages that the relay has given up and moved to the dead letters")]
    [InlineData("messaging.schedule.lateness", "s", "Histogram", "How much later than due a scheduled message was taken up")]
    [InlineData("messaging.inbox.duplicates", "{message}", "Counter", "Messages that had been consumed before and had no effect")]
    [InlineData("messaging.inbox.unidentified", "{message}", "Counter", "Messages without an id, consumed at least once")]
    [InlineData("messaging.dead_letters.open", "{message}", "ObservableGauge", "Dead letters that nobody has dealt with yet")]
    [InlineData("messaging.parked.keys", "{key}", "ObservableGauge", "Keys whose messages wait because one of them failed")]
    [InlineData("messaging.parked.messages", "{message}", "ObservableGauge", "Messages of parked keys")]
    [InlineData("messaging.parked.oldest.age", "s", "ObservableGauge", "How long the oldest key has been parked")]
    public void An_instrument_has_its_name_unit_and_description(string name, string unit, string kind, string description)
    {
        _measured.Instruments.ShouldContainKey(name);
        _measured.Instruments[name].ShouldBe((unit, description, kind));
        _measured.Instruments.Count.ShouldBe(15);
    }

    [Fact]
    public async Task Parked_keys_are_counted_by_what_they_wait_for()
    {
        var store = _host.Services.GetRequiredService<IParkingStore>();
        foreach (var (key, number) in new[] { ("a", 1), ("a", 2), ("b", 3) })
            await store.ParkAsync(Parking(key, number), TestContext.Current.CancellationToken);
        await store.HoldAsync(Parking("c", 4), TestContext.Current.CancellationToken);

        const string Of = "messaging.parked.group=g, messaging.parked.source=notes, messaging.parked.source_system=kafka";
        await Eventually.SucceedsAsync(
            () =>
            {
                var keys = _measured.Read("messaging.parked.keys");
                keys[$"{Of}, messaging.parked.state=parked"].ShouldBe(2);
                keys[$"{Of}, messaging.parked.state=held"].ShouldBe(1);
                _measured.Read("messaging.parked.messages")[Of].ShouldBe(3);
                _measured.Read("messaging.parked.oldest.age")[Of].ShouldBeGreaterThan(0);
                return Task.CompletedTask;
            },
            Patience,
            "the gauges showed what is parked",
            TestContext.Current.CancellationToken);

        static ParkingRequest Parking(string key, int number) => new(
            new OrderedKey("kafka", "notes", "g", System.Text.Encoding.UTF8.GetBytes(key)),
            new ParkedMessage { MessageId = new Guid(number, 0, 0, new byte[8]) });
    }

    [Fact]
    public async Task A_row_that_fails_is_pending_and_ages_until_it_is_a_dead_letter_of_the_outbox()
    {
        _host.Topic.Before = (_, _) => throw new InvalidDataException("refused, as asked");
        await ProduceAsync(SampleHost.TopicMessage("a", "poison"));

        await Until(() => _measured.Read(Names.Pending).GetValueOrDefault(OfContext) >= 1);
        await Until(() => _measured.Read(Names.OldestAge).GetValueOrDefault(OfContext) > 0.5);
        await Until(() => _measured.Read(Names.DeadLetters).Count > 0);
        await Until(() => _measured.Read(Names.Pending).GetValueOrDefault(OfContext, -1) == 0);

        _measured.Read(Names.DeadLetters).ShouldHaveSingleItem()
            .ShouldBe(new KeyValuePair<string, double>($"{OfContext}, messaging.dead_letter.source=outbox, messaging.dead_letter.source_system=outbox", 1));
        _measured.Read(Names.OldestAge)[OfContext].ShouldBe(0);
        _measured.Sum(Names.SendFailures).ShouldBe(3);
        _measured.Tags(Names.SendFailures).ShouldBe([$"error.type=System.IO.InvalidDataException, {OfContext}"]);
        _measured.Sum(Names.GivenUp).ShouldBe(1);
        _measured.Sum(Names.Sent).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_delivered_is_counted_with_the_duration_of_its_batches()
    {
        await ProduceAsync(SampleHost.TopicMessage("a", "1"));
        await ProduceAsync(SampleHost.TopicMessage("a", "2"));

        await Until(() => _measured.Sum(Names.Sent) == 2);
        await Until(() => _measured.Tags(Names.BatchDuration).Count == 2);
        _measured.Tags(Names.BatchDuration).Order().ShouldBe([$"{OfContext}, messaging.outbox.operation=delete", $"{OfContext}, messaging.outbox.operation=fetch"]);
        _measured.Values(Names.BatchDuration).ShouldAllBe(seconds => seconds > 0 && seconds < 30);
    }

    [Fact]
    public async Task A_scheduled_message_says_how_late_it_was()
    {
        await ProduceAsync(SampleHost.TopicMessage("a", "later") with { Delay = TimeSpan.FromMilliseconds(300) });
        await ProduceAsync(SampleHost.TopicMessage("b", "now"));

        await Until(() => _measured.Sum(Names.Sent) == 2);
        _measured.Values(Names.ScheduleLateness).ShouldHaveSingleItem().ShouldBeInRange(0, 20);
    }

    [Fact]
    public async Task A_duplicate_and_a_message_without_an_id_are_counted_by_endpoint()
    {
        var id = NewId.NextGuid();
        var endpoint = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:take-note"));
        for (var i = 0; i < 3; i++)
            await endpoint.Send(new TakeNote("twice"), context => context.MessageId = id);
        await endpoint.Send(new TakeNote("anonymous"), context => context.MessageId = null);

        await Until(() => _measured.Sum(Names.Duplicates) == 2 && _measured.Sum(Names.Unidentified) == 1);
        _measured.Tags(Names.Duplicates).ShouldBe([$"{OfContext}, messaging.endpoint=take-note"]);
        _measured.Tags(Names.Unidentified).ShouldBe([$"{OfContext}, messaging.endpoint=take-note"]);
    }

    [Fact]
    public async Task What_a_scope_forgets_is_counted()
    {
        await _host.InScopeAsync((services, _) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage("a", "forgotten"));
            return Task.CompletedTask;
        });

        _measured.Sum(Names.Unflushed).ShouldBe(1);
    }

    private Task ProduceAsync(OutboxMessage message) =>
        _host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(message);
            await context.SaveChangesAsync();
        });

    private static Task Until(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the instrument had moved");
}
