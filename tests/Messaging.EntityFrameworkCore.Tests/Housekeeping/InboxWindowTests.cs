using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Housekeeping;

/// <summary>A copy of a message that comes later and later, while days pass and partitions come and go.</summary>
public sealed class InboxWindowTests
{
    private const int Days = 2;

    private readonly PostgresMessagingDatabase _inbox = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(86_399)]
    public async Task A_copy_is_known_until_its_message_is_too_old_to_be_taken_at_all_whenever_its_day_ends(int secondOfTheDay)
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.CreateTablesAsync();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var entry = Entry(today, secondOfTheDay);
        (await EnterAsync(database, entry)).ShouldBe(true);

        var answers = new List<bool?>();
        for (var hours = 0; hours <= (Days + 3) * 24; hours += 6)
        {
            await database.ShiftClockAsync(TimeSpan.FromHours(hours));
            await using (var context = database.OpenContext())
                await _inbox.MaintainInboxAsync(context, Days, Token);
            answers.Add(await EnterAsync(database, entry));
        }

        answers.ShouldNotContain(true, "a copy would have taken effect again");
        answers.Take(Days * 4).ShouldAllBe(answer => answer == false);
        answers[^1].ShouldBeNull("it is older than the window");
        answers.SkipWhile(answer => answer == false).ShouldAllBe(answer => answer == null);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(8)]
    [InlineData(4)]
    public async Task After_the_service_was_down_for_longer_than_its_partitions_reach_the_first_message_of_any_day_since_is_taken(int stampedAfterDays)
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        await database.ShiftClockAsync(TimeSpan.FromDays(10));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

        await using var unit = host.Services.CreateUnit();
        (await unit.Value.BeginAsync([Entry(today.AddDays(stampedAfterDays), 100)], Token)).ShouldBe([true]);
        await unit.Value.CommitAsync(Token);
    }

    [Fact]
    public async Task A_day_that_was_dropped_is_not_made_again_when_the_window_is_enlarged_since_it_would_know_no_duplicates()
    {
        await using var database = await SampleDatabase.CreateAsync();
        await database.CreateTablesAsync();
        await using var context = database.OpenContext();
        await _inbox.MaintainInboxAsync(context, 1, Token);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

        (await _inbox.TryOpenAsync(context, [today.AddDays(-5)], 30, Token)).ShouldBeFalse();
        (await _inbox.TryOpenAsync(context, [today.AddDays(-1)], 30, Token)).ShouldBeTrue();
        (await _inbox.TryOpenAsync(context, [today.AddDays(60)], 30, Token)).ShouldBeFalse();
    }

    private static InboxEntry Entry(DateOnly day, int second) =>
        new(Guid.CreateVersion7(), new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddSeconds(second), "consumer", "endpoint");

    /// <returns>Whether it is new; <see langword="null"/> when the inbox can't say and refuses it.</returns>
    private async Task<bool?> EnterAsync(SampleDatabase database, InboxEntry entry)
    {
        await using var context = database.OpenContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        try
        {
            var result = await _inbox.EnterInboxAsync(context, [entry], Token);
            await transaction.CommitAsync(Token);
            return result.IsNew[0];
        }
        catch (OutsideInboxException)
        {
            return null;
        }
    }
}
