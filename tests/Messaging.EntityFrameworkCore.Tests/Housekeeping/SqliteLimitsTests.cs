using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.EntityFrameworkCore.Tests.Housekeeping;

/// <summary>What SQLite does in another way than PostgreSQL, and what it does not promise.</summary>
public sealed class SqliteLimitsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SqliteMessagingDatabase _database;
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "limits.db");

    public SqliteLimitsTests() => _database = new SqliteMessagingDatabase(_time, Options.Create(new TransactionalMessagingOptions { InboxDays = 2 }));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SQLite_knows_a_copy_until_its_message_is_too_old_as_PostgreSQL_does_but_deletes_rows_instead_of_partitions()
    {
        await using var context = await CreateAsync();
        var entry = new InboxEntry(Guid.CreateVersion7(), _time.GetUtcNow(), "consumer", "endpoint");
        (await EnterAsync(context, entry)).ShouldBe(true);

        var answers = new List<bool?>();
        for (var hours = 0; hours < 24 * 5; hours += 6)
        {
            _time.Advance(TimeSpan.FromHours(6));
            await _database.MaintainInboxAsync(context, 2, Token);
            answers.Add(await EnterAsync(context, entry));
        }

        answers.ShouldNotContain(true);
        answers[0].ShouldBe(false);
        answers[^1].ShouldBeNull();
    }

    [Fact]
    public async Task SQLite_has_one_relay_that_holds_everything_since_several_processes_on_one_file_are_not_supported()
    {
        await using var context = await CreateAsync();

        foreach (var relay in new[] { Guid.NewGuid(), Guid.NewGuid() })
            (await _database.RenewLeasesAsync(context, new EntityFrameworkCore.Outbox.LeaseRequest(relay, TimeSpan.FromSeconds(6), []), Token)).Partitions.Count.ShouldBe(64);
    }

    [Fact]
    public async Task SQLite_has_no_answer_to_a_commit_that_could_be_lost_and_so_nothing_to_look_up()
    {
        await using var context = await CreateAsync();

        _database.TransactionIdQuery.ShouldBeNull();
        await Should.ThrowAsync<NotSupportedException>(() => _database.WasCommittedAsync(context, "1", Token));
    }

    [Fact]
    public async Task SQLite_has_one_writer_and_the_next_one_waits_without_a_thread()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "writers.db");
        await using var host = await SampleHost.StartAsync(options => options.UseSqlite($"Data Source={file}"));
        Task second = Task.CompletedTask;
        await host.InScopeAsync(async (_, first) =>
        {
            await using var transaction = await first.Database.BeginTransactionAsync(Token);
            first.Notes.Add(new Note { Text = "first" });
            await first.SaveChangesAsync(Token);
            second = host.InScopeAsync(async (_, context) =>
            {
                await using var waiting = await context.Database.BeginTransactionAsync(Token);
                context.Notes.Add(new Note { Text = "second" });
                await context.SaveChangesAsync(Token);
                await waiting.CommitAsync(Token);
            });
            second.IsCompleted.ShouldBeFalse();
            await transaction.CommitAsync(Token);
        });

        await second;
        (await host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(2);
    }

    private async Task<SampleContext> CreateAsync()
    {
        await (await SampleHost.StartAsync(options => options.UseSqlite($"Data Source={_file}"))).DisposeAsync();
        return new SampleContext(new DbContextOptionsBuilder<SampleContext>().UseSqlite($"Data Source={_file}").Options);
    }

    private async Task<bool?> EnterAsync(SampleContext context, InboxEntry entry)
    {
        try
        {
            await context.Database.OpenConnectionAsync(Token);
            return (await _database.EnterInboxAsync(context, [entry], Token)).IsNew[0];
        }
        catch (OutsideInboxException)
        {
            return null;
        }
    }
}
