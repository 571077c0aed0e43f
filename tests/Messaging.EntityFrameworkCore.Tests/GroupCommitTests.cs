using System.Collections.Concurrent;
using MassTransit;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Group commit on an endpoint. What it promises beside this is the contract, in <see cref="Grouped_on_PostgreSQL"/>.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private const int Messages = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SampleDatabase _database = null!;
    private SampleHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await SampleDatabase.CreateAsync();
        _host = await SampleHost.StartAsync(options => options.UseNpgsql(_database.Direct), messagesPerCommit: 10);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Messages_share_transactions_and_each_takes_effect_once()
    {
        await SendAsync([.. Enumerable.Range(0, Messages).Select(number => $"note {number}")]);

        await UntilReceivedAsync(3 * Messages);
        _host.Received.Texts.Distinct().Count().ShouldBe(3 * Messages);
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(Messages);
        // A row carries the id of the transaction that wrote it.
        (await _database.AskAsync<long>("select count(distinct xmin::text) from \"Notes\"")).ShouldBeLessThan(Messages);
    }

    [Fact]
    public async Task Those_that_fail_take_nothing_of_the_others_with_them_and_report_once()
    {
        var faults = new Faults();
        _host.Services.GetRequiredService<IBus>().ConnectPublishObserver(faults);
        var texts = Enumerable.Range(0, Messages).Select(number => $"{(number % 20) switch { 7 => "bad", 13 => "flaky", _ => "note" }} {number}").ToArray();
        var good = texts.Where(text => !text.StartsWith("bad", StringComparison.Ordinal)).ToArray();
        await SendAsync(texts);

        await UntilReceivedAsync(3 * good.Length);
        (await _host.QueryAsync(context => context.Notes.Select(note => note.Text).ToListAsync())).Order().ShouldBe(good.Order());
        _host.Received.Texts.Distinct().Count().ShouldBe(_host.Received.Texts.Count, "nothing was sent by a group that was rolled back");
        await Eventually.BecomesTrueAsync(
            () => faults.Texts.Distinct().Count() >= texts.Length - good.Length, Patience, "each message that fails had reported", TestContext.Current.CancellationToken);
        faults.Texts.Order().ShouldBe(texts.Except(good).Order());
        (await _database.AskAsync<long>("select count(*) from messaging.inbox_message where consumer = 'take-note'")).ShouldBe(good.Length);
    }

    private Task SendAsync(IEnumerable<string> texts) => _host.InScopeAsync(async (services, context) =>
    {
        var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri("queue:take-note"));
        foreach (var text in texts)
            await endpoint.Send(new TakeNote(text));
        await context.SaveChangesAsync();
    });

    private Task UntilReceivedAsync(int events) => Eventually.BecomesTrueAsync(
        () => _host.Received.Texts.Count >= events, Patience, $"{events} events had come", TestContext.Current.CancellationToken);

    private sealed class Faults : IPublishObserver
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is Fault<TakeNote> fault && fault.Message.Text.StartsWith("bad", StringComparison.Ordinal))
                Texts.Enqueue(fault.Message.Text);
            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
