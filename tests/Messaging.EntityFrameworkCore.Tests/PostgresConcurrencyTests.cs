using MassTransit;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What only a database with many writers can get wrong.</summary>
public sealed class PostgresConcurrencyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SampleDatabase _database = null!;
    private SampleHost _host = null!;

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
    public async Task A_message_with_a_lower_id_that_commits_later_is_not_skipped_and_holds_up_no_other_key()
    {
        var held = new HeldCommit(_database.Proxy, "slow of A");
        var first = ProduceAsync("A", "slow of A");
        await held.Arrived;

        await ProduceAsync("B", "quick of B");
        await Until(() => _host.Topic.Texts.Contains("quick of B"));
        _host.Topic.Texts.ShouldNotContain("slow of A");
        held.LetGo();
        await first;
        await Until(() => _host.Topic.Confirmed.Count == 2);

        var byKey = _host.Topic.Confirmed.ToDictionary(message => message.OrderingKey!, message => message.OrderingSequence!.Value, StringComparer.Ordinal);
        byKey["A"].ShouldBeLessThan(byKey["B"], "the first transaction had drawn its id before the second");
    }

    [Fact]
    public async Task A_second_transaction_of_the_same_key_waits_for_the_first_and_comes_behind_it()
    {
        var held = new HeldCommit(_database.Proxy, "one of A");
        var first = ProduceAsync("A", "one of A");
        await held.Arrived;
        var second = ProduceAsync("A", "two of A");
        await _database.UntilWaitingAsync(1, "advisory");

        second.IsCompleted.ShouldBeFalse();
        _host.Topic.Confirmed.ShouldBeEmpty();
        held.LetGo();
        await Task.WhenAll(first, second);

        await Until(() => _host.Topic.Confirmed.Count == 2);
        _host.Topic.Texts.ShouldBe(["one of A", "two of A"]);
        _host.Topic.Confirmed.Select(message => message.OrderingSequence!.Value).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_duplicate_that_comes_while_the_first_copy_is_in_work_waits_and_has_no_effect()
    {
        var id = NewId.NextGuid();
        await SendAsync(id, "slow");
        await Until(() => _host.Calls.Count("slow") == 1);
        await SendAsync(id, "slow");
        await _database.UntilWaitingAsync(1, "transactionid");
        _host.Calls.Count("slow").ShouldBe(1);

        _host.Calls.Gate.SetResult();
        await Until(() => _host.Received.Texts.Count == 3);
        await SendAsync(NewId.NextGuid(), "last");
        await Until(() => _host.Received.Texts.Count == 6);
        await _database.UntilWaitingAsync(0, "transactionid");

        _host.Calls.Count("slow").ShouldBe(1);
        (await _host.QueryAsync(context => context.Notes.CountAsync(note => note.Text == "slow"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_duplicate_runs_when_the_first_copy_is_rolled_back_after_all()
    {
        var id = NewId.NextGuid();
        await SendAsync(id, "slow");
        await Until(() => _host.Calls.Count("slow") == 1);
        await SendAsync(id, "good");
        await _database.UntilWaitingAsync(1, "transactionid");
        _host.Calls.Count("good").ShouldBe(0);

        _host.Calls.Gate.SetException(new Messaging.Failures.PermanentFailureException("as asked"));
        await Until(() => _host.Received.Texts.Count == 3);

        _host.Received.Texts.ShouldAllBe(text => text.StartsWith("good", StringComparison.Ordinal));
        (await _host.QueryAsync(context => context.Notes.SingleAsync())).Text.ShouldBe("good");
    }

    private Task ProduceAsync(string key, string text) =>
        _host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, text));
            await context.SaveChangesAsync();
        });

    private async Task SendAsync(Guid id, string text)
    {
        var endpoint = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:take-note"));
        await endpoint.Send(new TakeNote(text), context => context.MessageId = id);
    }

    private static Task Until(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "the messages should have arrived");
}
