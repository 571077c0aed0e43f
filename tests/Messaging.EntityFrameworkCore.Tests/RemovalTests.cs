using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>
/// A crash of PostgreSQL must not bring back a message that was sent and whose successor has left: the removal of one with a key is on the
/// disk first. One without a key has no successor, and does not wait for the disk.
/// </summary>
public sealed class RemovalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Witness =
        """
        create table witness (ordering_key text, synchronous_commit text);
        create function witness() returns trigger language plpgsql as $$
        begin
            insert into witness values (old.ordering_key, current_setting('synchronous_commit'));
            return old;
        end
        $$;
        create trigger witness after delete on messaging.outbox_message for each row execute function witness();
        """;

    [Theory]
    [InlineData("key", "key on")]
    [InlineData("", "- off")]
    public async Task The_removal_of_a_message_waits_for_the_disk_if_and_only_if_it_has_a_key(string key, string expected)
    {
        await using var database = await SampleDatabase.CreateAsync();
        await using var host = await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct));
        await database.AskAsync<object>(Witness);

        await host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, "sent"));
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        var seen = "";
        await Eventually.BecomesTrueAsync(
            async () => (seen = await database.AskAsync<string>("select string_agg(coalesce(ordering_key, '-') || ' ' || synchronous_commit, ', ') from witness") ?? "").Length > 0,
            Patience, "the message was sent and removed", TestContext.Current.CancellationToken);
        seen.ShouldBe(expected);
    }
}
