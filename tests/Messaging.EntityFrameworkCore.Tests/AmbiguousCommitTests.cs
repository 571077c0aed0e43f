using MassTransit;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>The connection breaks around a COMMIT: what happened is found out, not guessed.</summary>
public sealed class AmbiguousCommitTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SampleDatabase _database = null!;
    private SampleHost _host = null!;
    private int _broken;

    public async ValueTask InitializeAsync()
    {
        _database = await SampleDatabase.CreateAsync();
        _host = await SampleHost.StartAsync(options => options.UseNpgsql(_database.Proxied));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_request_whose_COMMIT_got_no_answer_succeeds_because_it_was_committed()
    {
        BreakOnce("precious", CommitFate.LosesItsAnswer);

        await _host.InScopeAsync(async (services, context) =>
        {
            context.Notes.Add(new Note { Text = "precious" });
            await services.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken("precious"));
            await context.SaveChangesAsync();
        });

        _broken.ShouldBe(1);
        await Until(() => _host.Received.Texts.Contains("precious"));
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(1);
        _host.Received.Texts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_whose_COMMIT_was_lost_fails_and_nothing_has_happened()
    {
        BreakOnce("precious", CommitFate.IsLost);

        await Should.ThrowAsync<Exception>(() => _host.InScopeAsync(async (services, context) =>
        {
            context.Notes.Add(new Note { Text = "precious" });
            await services.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken("precious"));
            await context.SaveChangesAsync();
        }));

        _broken.ShouldBe(1);
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(0);
        (await _database.AskAsync<long>("select count(*) from messaging.outbox_message")).ShouldBe(0);
        _host.Received.Texts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_whose_COMMIT_got_no_answer_is_consumed_once()
    {
        BreakOnce("precious by context", CommitFate.LosesItsAnswer);

        await SendAsync("precious");
        await Until(() => _host.Received.Texts.Count >= 3);
        await SendAsync("last");
        await Until(() => _host.Received.Texts.Count >= 6);

        _broken.ShouldBe(1);
        _host.Calls.All.ShouldBe(["precious", "last"]);
        _host.Received.Texts.Count.ShouldBe(6);
        (await _host.QueryAsync(context => context.Notes.CountAsync(note => note.Text == "precious"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_whose_COMMIT_was_lost_is_consumed_again_and_takes_effect_once()
    {
        BreakOnce("precious by context", CommitFate.IsLost);

        await SendAsync("precious");
        await Until(() => _host.Received.Texts.Count >= 3);

        _broken.ShouldBe(1);
        _host.Calls.Count("precious").ShouldBe(2);
        _host.Received.Texts.Count.ShouldBe(3);
        (await _host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(1);
    }

    private void BreakOnce(string text, CommitFate fate) =>
        _database.Proxy.OnCommit = transaction => Task.FromResult(
            transaction.Contains(text, StringComparison.Ordinal) && Interlocked.CompareExchange(ref _broken, 1, 0) == 0 ? fate : CommitFate.Passes);

    private async Task SendAsync(string text)
    {
        var endpoint = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:take-note"));
        await endpoint.Send(new TakeNote(text));
    }

    private static Task Until(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the messages should have arrived");
}
