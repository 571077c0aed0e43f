using System.Text;
using MassTransit;
using Messaging.Auditing;
using Messaging.DeadLetters;
using Messaging.DeadLetters.Administration;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>What a replay, a discard and a second run promise, whatever the database.</summary>
public abstract class ReplayContract : IAsyncLifetime
{
    private const string Queue = "take-note";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SampleHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(
        await DatabaseAsync(), configure: options => (options.MaxSendAttempts, options.MinRetryDelay) = (1, TimeSpan.FromMilliseconds(50)));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_replay_goes_to_its_consumer_under_its_own_id_and_is_remembered()
    {
        var id = await AddAsync(ToQueue("replayed", Guid.NewGuid()));

        var letter = (await ReplayAsync(id)).ShouldHaveSingleItem();
        await UntilAsync(() => _host.Calls.Count("replayed") == 1);
        (letter.Outcome, letter.Destination).ShouldBe((ReplayOutcome.Replayed, "queue:take-note"));
        await UntilAsync(async () => (await _host.QueryAsync(context => context.Notes.CountAsync(Token))) == 1);

        (await ReplayAsync(id)).ShouldHaveSingleItem().Outcome.ShouldBe(ReplayOutcome.Refused);
        (await AuditAsync(id)).ShouldBe(["replay"]);
        (await FindAsync(id)).State.ShouldBe(DeadLetterState.Replayed);
    }

    [Fact]
    public async Task A_copy_whose_redelivery_succeeded_is_done_already_and_closes()
    {
        var messageId = Guid.NewGuid();
        await SendAsync("done", messageId);
        await UntilAsync(async () => (await _host.QueryAsync(context => context.Notes.CountAsync(Token))) == 1);
        var id = await AddAsync(ToQueue("done", messageId));

        (await ReplayAsync(id, request => request with { DryRun = true })).ShouldHaveSingleItem().Outcome.ShouldBe(ReplayOutcome.AlreadyDone);
        (await FindAsync(id)).State.ShouldBe(DeadLetterState.Open);
        (await ReplayAsync(id)).ShouldHaveSingleItem().Outcome.ShouldBe(ReplayOutcome.AlreadyDone);

        (await FindAsync(id)).State.ShouldBe(DeadLetterState.Done);
        (await AuditAsync(id)).ShouldBe(["already-done"]);
        _host.Calls.Count("done").ShouldBe(1);

        (await ReplayAsync(id, request => request with { RunAgain = true })).ShouldHaveSingleItem().Outcome.ShouldBe(ReplayOutcome.Replayed);
        await UntilAsync(() => _host.Calls.Count("done") == 2);
        (await AuditAsync(id)).ShouldBe(["run-again", "already-done"]);
    }

    [Fact]
    public async Task Copies_of_a_discarded_message_have_no_effect()
    {
        var messageId = Guid.NewGuid();
        var id = await AddAsync(ToQueue("unwanted", messageId));

        var outcome = await InScopeAsync(letters => letters.DiscardAsync(id, "ada", "nobody wants it", Token));
        await SendAsync("unwanted", messageId);
        await SendAsync("wanted", Guid.NewGuid());
        await UntilAsync(() => _host.Calls.Count("wanted") == 1);
        await UntilAsync(async () => await _host.QueryAsync(context => context.Notes.CountAsync(Token)) == 1);

        outcome.State.ShouldBe(DeadLetterState.Discarded);
        _host.Calls.Count("unwanted").ShouldBe(0);
        (await InScopeAsync(letters => letters.DiscardAsync(id, "ada", null, Token))).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task Replays_of_one_key_leave_in_the_order_in_which_they_were_sent()
    {
        foreach (var sequence in new[] { 30, 10, 20, 40 })
            await AddAsync(ToTopic($"{sequence}", "key", sequence));

        var report = await InScopeAsync(letters => letters.ReplayAsync(
            new ReplayRequest { Actor = "ada", Filter = new DeadLetterFilter { SourceSystem = "outbox" } }, Token));
        await UntilAsync(() => _host.Topic.Confirmed.Count == 4);

        report.Letters.Count(letter => letter.Outcome is ReplayOutcome.Replayed).ShouldBe(4);
        _host.Topic.Texts.ShouldBe(["10", "20", "30", "40"]);
    }

    [Fact]
    public async Task A_dry_run_and_a_bulk_over_its_limit_do_nothing()
    {
        var ids = new[] { await AddAsync(ToTopic("one", "a", 1)), await AddAsync(ToTopic("two", "a", 2)) };

        (await ReplayAsync(ids[0], request => request with { DryRun = true })).ShouldHaveSingleItem().Destination.ShouldBe("topic:notes");
        var tooMany = await InScopeAsync(letters => letters.ReplayAsync(new ReplayRequest { Actor = "ada", Filter = new DeadLetterFilter(), Limit = 1 }, Token));

        tooMany.TooMany.ShouldBeTrue();
        (await _host.OutboxCountAsync()).ShouldBe(0);
        _host.Topic.Confirmed.ShouldBeEmpty();
        foreach (var id in ids)
        {
            (await FindAsync(id)).State.ShouldBe(DeadLetterState.Open);
            (await AuditAsync(id)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_replay_that_fails_again_is_a_new_dead_letter_that_knows_its_predecessor()
    {
        _host.Topic.Before = (_, _) => throw new InvalidDataException("refused again");
        var id = await AddAsync(ToTopic("hopeless", "key", 1));

        await ReplayAsync(id);
        await UntilAsync(async () => (await _host.DeadLettersAsync()).Count == 2);

        var replays = await InScopeAsync(letters => letters.FindReplaysAsync(id, Token));
        (await FindAsync(replays.ShouldHaveSingleItem())).Letter.ReplayOf.ShouldBe(id);
    }

    private static DeadLetter ToQueue(string text, Guid messageId) => new()
    {
        SourceSystem = "rabbitmq", Source = Queue, SourceIdentity = $"{messageId}", Destination = $"queue:{Queue}", MessageId = messageId,
        MessageType = "urn:message:Messaging.EntityFrameworkCore.Tests:TakeNote", ContentType = "application/vnd.masstransit+json",
        Body = Encoding.UTF8.GetBytes($$$"""{"messageId":"{{{messageId}}}","messageType":["urn:message:Messaging.EntityFrameworkCore.Tests:TakeNote"],"message":{"text":"{{{text}}}"}}"""),
    };

    private static DeadLetter ToTopic(string text, string key, long sequence) => new()
    {
        SourceSystem = "outbox", Source = "outbox", SourceIdentity = text, Destination = "topic:notes", MessageId = Guid.NewGuid(), OrderingKey = key,
        OrderingSequence = sequence, ContentType = "text/plain", Body = Encoding.UTF8.GetBytes(text),
    };

    private async Task<Guid> AddAsync(DeadLetter letter)
    {
        await _host.Services.GetRequiredService<IDeadLetterStore>().AddAsync([letter], Token);
        return Guid.Parse((await _host.DeadLettersAsync()).Single(row => row.Text("source_identity") == letter.SourceIdentity).Text("id"));
    }

    private async Task<IReadOnlyList<ReplayedLetter>> ReplayAsync(Guid id, Func<ReplayRequest, ReplayRequest>? change = null)
    {
        var request = new ReplayRequest { Actor = "ada", Ids = [id] };
        return (await InScopeAsync(letters => letters.ReplayAsync(change?.Invoke(request) ?? request, Token))).Letters;
    }

    private async Task<StoredDeadLetter> FindAsync(Guid id) => (await InScopeAsync(letters => letters.FindAsync(id, Token)))!;

    private async Task<List<string>> AuditAsync(Guid id)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var entries = await scope.ServiceProvider.GetRequiredService<IAuditTrail>().ListAsync(new AuditFilter(SubjectId: $"{id}"), null, 10, Token);
        return [.. entries.Select(record => record.Entry.Action)];
    }

    private async Task<T> InScopeAsync<T>(Func<IDeadLetterAdministration, Task<T>> action)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await action(scope.ServiceProvider.GetRequiredService<IDeadLetterAdministration>());
    }

    private async Task SendAsync(string text, Guid messageId)
    {
        var endpoint = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{Queue}"));
        await endpoint.Send(new TakeNote(text), context => context.MessageId = messageId, Token);
    }

    private static Task UntilAsync(Func<bool> condition) => Eventually.BecomesTrueAsync(condition, Patience, "it had happened", Token);

    private static Task UntilAsync(Func<Task<bool>> condition) => Eventually.BecomesTrueAsync(condition, Patience, "it had happened", Token);
}
