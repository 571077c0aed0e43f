using MassTransit;
using Messaging.EntityFrameworkCore.Tests.DeadLetters;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>However a scope sends, what it sends leaves with its transaction or not at all.</summary>
public abstract class AtomicityContract : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private static readonly Uri Queue = new("queue:note-taken");

    private static readonly Dictionary<string, Func<IServiceProvider, NoteTaken, Task>> Ways = new(StringComparer.Ordinal)
    {
        ["an injected endpoint"] = (services, note) => services.GetRequiredService<IPublishEndpoint>().Publish(note),
        ["an endpoint that was injected early"] = (services, note) => services.GetRequiredService<EarlyEndpoint>().Publish(note),
        ["a send endpoint"] = async (services, note) => await (await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(Queue)).Send(note),
        ["a scheduled publish"] = (services, note) => services.GetRequiredService<IMessageScheduler>().SchedulePublish(Delay, note),
        ["a scheduled send"] = (services, note) => services.GetRequiredService<IMessageScheduler>().ScheduleSend(Queue, Delay, note),
        ["the outbox"] = (services, note) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage("key", note.Text));
            return Task.CompletedTask;
        },
    };

    private SampleHost _host = null!;

    public static TheoryData<string> Names => [.. Ways.Keys];

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(await DatabaseAsync());

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_scope_sends_in_any_way_leaves_when_it_commits_and_not_when_it_rolls_back(string way)
    {
        await RunAsync(way, "rolled back", commit: false);
        await RunAsync(way, "committed", commit: true);
        await Eventually.BecomesTrueAsync(() => Arrived().Contains("committed"), Patience, "what was committed had arrived");
        await Eventually.BecomesTrueAsync(async () => await _host.OutboxCountAsync() == 0, Patience, "the outbox was empty");

        Arrived().ShouldBe(["committed"]);
        (await _host.QueryAsync(context => context.Notes.Select(note => note.Text).ToListAsync())).ShouldBe(["committed"]);
    }

    private IEnumerable<string> Arrived() => _host.Received.Texts.Concat(_host.Topic.Texts);

    private Task RunAsync(string way, string text, bool commit) =>
        _host.InScopeAsync(async (services, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.Notes.Add(new Note { Text = text });
            await Ways[way](services, new NoteTaken(text));
            await context.SaveChangesAsync();
            Arrived().ShouldNotContain(text);
            await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
        });
}
