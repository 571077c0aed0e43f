using System.Diagnostics;
using MassTransit;
using Messaging.Failures;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Delivery;

/// <summary>What arrives is what was sent, once for each consumer, and answers belong to the transaction.</summary>
public abstract class DeliveryContract : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Uri Queue = new("queue:parcels");

    private SampleHost _host = null!;

    private Deliveries Deliveries => _host.Services.GetRequiredService<Deliveries>();

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(await DatabaseAsync(), extras: new SampleExtras
    {
        Services = services =>
        {
            services.AddSingleton<Deliveries>();
            services.Configure<FailureOptions>(options => options.Redelivery = [TimeSpan.FromMilliseconds(200)]);
        },
        Bus = bus =>
        {
            bus.AddConsumer<ParcelConsumer>().Endpoint(endpoint => endpoint.Name = "parcels");
            bus.AddConsumer<SecondParcelConsumer>().Endpoint(endpoint => endpoint.Name = "parcels");
            bus.AddConsumer<QuestionConsumer>();
            bus.AddRequestClient<Question>();
        },
        Inbox = inbox => inbox.IdentifyBy<Parcel>(context => context.Message.Number.StartsWith("no number", StringComparison.Ordinal) ? null : context.Message.Number),
    });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a key, so that it is read back from the table")]
    public async Task A_message_arrives_with_every_id_address_expiry_header_and_trace_that_it_was_sent_with(string? key)
    {
        Guid Id() => NewId.NextGuid();
        using var activity = new Activity("a request").Start();
        var sent = new Seen(
            Id(), Id(), Id(), Id(), Id(), new Uri("loopback://localhost/source"), new Uri("loopback://localhost/response"), new Uri("loopback://localhost/fault"),
            TimeSpan.FromSeconds(90), activity.Id, "test-flag=True, test-guid=5f3b1a52-58a6-4f5e-9a52-dbb6c6e4b3a7, test-long=9007199254740993, test-number=42, test-text=Größe “x” 漢 \u0001");

        await SendAsync(new Parcel("whole"), send =>
        {
            (send.MessageId, send.CorrelationId, send.ConversationId, send.InitiatorId, send.RequestId) =
                (sent.MessageId, sent.CorrelationId, sent.ConversationId, sent.InitiatorId, sent.RequestId);
            (send.SourceAddress, send.ResponseAddress, send.FaultAddress, send.TimeToLive) = (sent.Source, sent.Response, sent.Fault, sent.TimeToLive);
            send.Headers.Set("test-text", "Größe “x” 漢 \u0001");
            send.Headers.Set("test-number", 42);
            send.Headers.Set("test-long", 9007199254740993);
            send.Headers.Set("test-flag", true);
            send.Headers.Set("test-guid", Guid.Parse("5f3b1a52-58a6-4f5e-9a52-dbb6c6e4b3a7"));
            if (key is not null)
                send.SetOrderingKey(key);
        });

        await Until(() => !Deliveries.Seen.IsEmpty);
        Deliveries.Seen.ShouldHaveSingleItem().ShouldBe(sent);
    }

    [Fact]
    public async Task A_response_leaves_with_the_commit_of_its_consumer_and_not_before()
    {
        var asked = AskAsync("slow");
        await Until(() => _host.Calls.Count("answered slow") == 1);
        // Another message goes all the way meanwhile; SQLite has one writer, so there it can't.
        asked.IsCompleted.ShouldBeFalse();
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(0);
        _host.Calls.Gate.SetResult();

        (await asked).ShouldBe("about slow");
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task A_consumer_that_fails_after_it_has_answered_is_heard_of_by_its_fault_alone()
    {
        (await Should.ThrowAsync<RequestFaultException>(() => AskAsync("bad"))).Message.ShouldContain("as asked");

        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Two_consumers_of_one_message_each_take_it_once_even_when_one_of_them_fails_at_first()
    {
        var id = NewId.NextGuid();
        for (var i = 0; i < 3; i++)
            await SendAsync(new Parcel("half"), send => send.MessageId = id);
        await SendAsync(new Parcel("last"));

        await Until(() => Deliveries.Count("first", "last") == 1 && Deliveries.Count("second", "last") == 1 && Deliveries.Count("second", "half") == 2);
        Deliveries.Count("first", "half").ShouldBe(1);
        Deliveries.Count("second", "half").ShouldBe(2, "one attempt that failed, and one that took effect");
        (await _host.QueryAsync(context => context.Notes.CountAsync(note => note.Text == "half"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_redelivery_comes_under_the_original_id_so_that_another_copy_of_it_has_no_effect()
    {
        var id = NewId.NextGuid();
        await SendAsync(new Parcel("late"), send => send.MessageId = id);
        await Until(() => _host.QueryAsync(context => context.Notes.AnyAsync(note => note.Text == "late")));
        Deliveries.Count("first", "late").ShouldBe(ParcelConsumer.FailuresInTheProcess + 1);

        await SendAsync(new Parcel("late"), send => send.MessageId = id);
        await SendAsync(new Parcel("last"));

        await Until(() => Deliveries.Count("first", "last") == 1);
        Deliveries.Count("first", "late").ShouldBe(ParcelConsumer.FailuresInTheProcess + 1);
        (await _host.QueryAsync(context => context.Notes.CountAsync(note => note.Text == "late"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_without_an_id_is_known_by_what_its_endpoint_declares()
    {
        for (var i = 0; i < 3; i++)
        {
            await SendWithoutIdAsync(new Parcel("A 1"));
            await SendWithoutIdAsync(new Parcel("A 2"));
            await SendWithoutIdAsync(new Parcel("no number at all"));
        }

        await Until(() => Deliveries.Count("first", "no number at all") == 3);
        await Until(() => Deliveries.Count("second", "no number at all") == 3);
        await SendAsync(new Parcel("last"));
        await Until(() => Deliveries.Count("first", "last") == 1);
        Deliveries.Count("first", "A 1").ShouldBe(1);
        Deliveries.Count("first", "A 2").ShouldBe(1);
        Deliveries.Count("second", "A 1").ShouldBe(1);
    }

    private async Task<string> AskAsync(string text)
    {
        var client = _host.Services.GetRequiredService<IClientFactory>().CreateRequestClient<Question>(RequestTimeout.After(s: 60));
        return (await client.GetResponse<Answer>(new Question(text))).Message.Text;
    }

    private Task SendAsync(Parcel message, Action<SendContext>? configure = null) =>
        _host.InScopeAsync(async (services, context) =>
        {
            var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(Queue);
            await endpoint.Send(message, Pipe.Execute<SendContext<Parcel>>(send => configure?.Invoke(send)));
            await context.SaveChangesAsync();
        });

    private async Task SendWithoutIdAsync(Parcel message)
    {
        var endpoint = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(Queue);
        await endpoint.Send(message, Pipe.Execute<SendContext<Parcel>>(send => send.MessageId = null));
    }

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static Task Until(Func<Task<bool>> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the messages should have arrived");
}
