using Messaging.Testing;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class Sagas_on_PostgreSQL : SagaContract
{
    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var server = await TestServers.GetPostgresAsync();
        var connectionString = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(connectionString);
    }

    [Fact]
    public async Task Whoever_changes_the_row_of_a_saga_in_work_waits_for_it_and_no_update_is_lost()
    {
        await AskAsync("milk", TimeSpan.FromHours(1));
        // It has loaded the instance, and with it the lock of the row.
        await PublishAsync(new NameSeen("milk", Wait: true));
        await Eventually.BecomesTrueAsync(() => Host.Calls.Count("seen milk") == 1, TimeSpan.FromSeconds(30), "the saga had loaded its instance");

        // Whoever wants to change the row now waits for the saga.
        var other = Host.QueryAsync(context => context.Database.ExecuteSqlRawAsync(
            """update "Reminders" set "Seen" = "Seen" + 100, "Version" = "Version" + 1"""));
        await PublishAsync(new NameSeen("milk", Wait: false));
        other.IsCompleted.ShouldBeFalse();
        Host.Calls.Gate.SetResult();
        await other;

        await UntilAsync(reminders => reminders.Single().Seen == 102);
    }
}
