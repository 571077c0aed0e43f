using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Unflushed;

public sealed class Unflushed_on_PostgreSQL : UnflushedContract
{
    private string _database = null!;

    protected override string Refusals =>
        """
        create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused, as asked'; end $$;
        create trigger refuse_insert before insert on "Notes" for each row when (new."Text" = 'Insert') execute function refuse();
        create trigger refuse_flush before insert on messaging.outbox_message for each row
            when (position('Flush by' in convert_from(new.body, 'UTF8')) > 0) execute function refuse();
        create constraint trigger refuse_commit after insert on "Notes" deferrable initially deferred for each row
            when (new."Text" = 'Commit') execute function refuse();
        """;

    protected override async Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var server = await TestServers.GetPostgresAsync(TestContext.Current.CancellationToken);
        _database = await server.CreateDatabaseAsync();
        return options => options.UseNpgsql(_database);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scope_whose_connection_the_server_ends_is_no_alarm(bool ownTransaction)
    {
        var failure = await Should.ThrowAsync<Exception>(() => Host.InScopeAsync(async (services, context) =>
        {
            await context.Database.OpenConnectionAsync();
            await SendAsync(services, Refusal.None);
            context.Notes.Add(new Note { Text = "unsaved" });
            await using var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database) { Pooling = false }.ConnectionString);
            await other.OpenAsync();
            await using var end = new NpgsqlCommand("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", other);
            await end.ExecuteNonQueryAsync();
            await SaveAsync(context, ownTransaction);
        }));

        (failure as PostgresException ?? failure.InnerException as PostgresException)?.SqlState.ShouldBe(PostgresErrorCodes.AdminShutdown, failure.ToString());
        ShouldHaveLost(0);
    }
}
