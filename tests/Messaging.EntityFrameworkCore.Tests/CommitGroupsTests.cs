using Messaging.EntityFrameworkCore.Inbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>One group, in the hands of the test: who is in it, and what becomes of it.</summary>
public sealed class CommitGroupsTests : IAsyncLifetime
{
    private const int Size = 4;

    private SampleDatabase _database = null!;
    private SampleHost _host = null!;
    private CommitGroups<SampleContext> _groups = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await SampleDatabase.CreateAsync();
        _host = await SampleHost.StartAsync(options => options.UseNpgsql(_database.Direct));
        _groups = new CommitGroups<SampleContext>(_host.Services, Size, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_group_is_one_transaction()
    {
        (await InOneGroupAsync(Write("one"), Write("two"), Write("three"))).ShouldBe([GroupOutcome.Committed, GroupOutcome.Committed, GroupOutcome.Committed]);

        (await NotesAsync()).ShouldBe(["one", "three", "two"]);
        (await _database.AskAsync<long>("select count(distinct xmin::text) from \"Notes\"")).ShouldBe(1);
    }

    [Fact]
    public async Task One_that_fails_leaves_nothing_of_the_group_and_all_are_to_be_consumed_alone()
    {
        (await InOneGroupAsync(Write("one"), _ => throw new InvalidOperationException("as asked"), Write("three"))).ShouldAllBe(outcome => outcome == GroupOutcome.Alone);

        (await NotesAsync()).ShouldBeEmpty();
        (await _database.AskAsync<long>("select count(*) from messaging.inbox_message_undated where consumer = 'test'")).ShouldBe(0);
    }

    [Fact]
    public async Task More_than_the_size_make_another_group()
    {
        var outcomes = await InOneGroupAsync([.. Enumerable.Range(0, 2 * Size).Select(number => Write($"{number}"))]);

        outcomes.ShouldAllBe(outcome => outcome == GroupOutcome.Committed);
        (await _database.AskAsync<long>("select count(distinct xmin::text) from \"Notes\"")).ShouldBe(2);
    }

    [Fact]
    public async Task A_copy_in_the_same_group_does_not_run()
    {
        var id = Guid.NewGuid();
        var outcomes = await InOneGroupAsync((id, Write("first")), (Guid.NewGuid(), Write("other")), (id, Write("copy")));

        outcomes.ShouldBe([GroupOutcome.Committed, GroupOutcome.Committed, GroupOutcome.Duplicate]);
        (await NotesAsync()).ShouldBe(["first", "other"]);
    }

    [Fact]
    public async Task What_one_message_loaded_is_loaded_anew_for_the_next()
    {
        await InOneGroupAsync(
            Write("one"),
            async scope => scope.ServiceProvider.GetRequiredService<SampleContext>().ChangeTracker.Entries().ShouldBeEmpty(),
            async scope => (await scope.ServiceProvider.GetRequiredService<SampleContext>().Notes.SingleAsync()).Text.ShouldBe("one"));

        (await NotesAsync()).ShouldBe(["one"]);
    }

    [Fact]
    public async Task A_group_that_meets_a_locked_row_gives_up_instead_of_waiting()
    {
        var id = Guid.NewGuid();
        await using var other = _host.Services.CreateAsyncScope();
        var context = other.ServiceProvider.GetRequiredService<SampleContext>();
        await using var transaction = await context.Database.BeginTransactionAsync();
        // As another replica would, in the middle of consuming a copy of the message.
        await context.Database.ExecuteSqlAsync($"insert into messaging.inbox_message_undated (message_id, consumer, endpoint, received_at) values ({id}, 'test', 'test', now())");

        var outcomes = await InOneGroupAsync((Guid.NewGuid(), Write("one")), (id, Write("two")));

        outcomes.ShouldAllBe(outcome => outcome == GroupOutcome.Alone);
        (await NotesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_message_is_consumed_in_its_own_flow()
    {
        var flow = new AsyncLocal<string>();
        var seen = new List<string?>();
        var joined = new List<Task<GroupOutcome>>();
        var open = await HoldAsync();
        foreach (var name in new[] { "one", "two" })
        {
            flow.Value = name;
            joined.Add(JoinAsync(Guid.NewGuid(), async _ =>
            {
                await Task.Yield();
                seen.Add(flow.Value);
            }));
        }

        flow.Value = "nobody's";
        open.SetResult();
        await Task.WhenAll(joined);

        seen.ShouldBe(["one", "two"]);
    }

    private static Func<IServiceScope, Task> Write(string text) => scope =>
    {
        scope.ServiceProvider.GetRequiredService<SampleContext>().Notes.Add(new Note { Text = text });
        return Task.CompletedTask;
    };

    private Task<GroupOutcome[]> InOneGroupAsync(params Func<IServiceScope, Task>[] consumers) =>
        InOneGroupAsync([.. consumers.Select(consume => (Guid.NewGuid(), consume))]);

    private async Task<GroupOutcome[]> InOneGroupAsync(params (Guid Id, Func<IServiceScope, Task> Consume)[] messages)
    {
        var open = await HoldAsync();
        var joined = messages.Select(message => JoinAsync(message.Id, message.Consume)).ToList();
        open.SetResult();
        return await Task.WhenAll(joined).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>Keeps a group at work, so that those that join meanwhile wait and make the next one.</summary>
    private async Task<TaskCompletionSource> HoldAsync()
    {
        var (open, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        Task Block()
        {
            held.TrySetResult();
            return open.Task;
        }

        // Two that meet are a group, and the queue behind it is empty. When the first one is taken before the second joins, it takes another attempt.
        while (!held.Task.IsCompleted)
            await Task.WhenAny(held.Task, Task.WhenAll(JoinAsync(Guid.NewGuid(), _ => Block(), "held"), JoinAsync(Guid.NewGuid(), _ => Block(), "held")));

        return open;
    }

    private Task<GroupOutcome> JoinAsync(Guid id, Func<IServiceScope, Task> consume, string consumer = "test") =>
        _groups.JoinAsync(new GroupMember(new InboxEntry(id, null, consumer, "test"), consume, TestContext.Current.CancellationToken));

    private Task<List<string>> NotesAsync() => _host.QueryAsync(context => context.Notes.Select(note => note.Text).OrderBy(text => text).ToListAsync());
}
