using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Metrics;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Names = Messaging.EntityFrameworkCore.TransactionalMessagingMetrics;

namespace Messaging.EntityFrameworkCore.Tests.Unflushed;

/// <summary>What a scope sent and never committed is an alarm, unless its caller was told by an exception.</summary>
public abstract class UnflushedContract : IAsyncLifetime
{
    private const int NeverFlushed = 2001;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Unopenable _connections = new();

    private Measurements _measured = null!;

    protected SampleHost Host { get; private set; } = null!;

    /// <summary>Makes the database refuse notes by their text, and messages by theirs.</summary>
    protected abstract string Refusals { get; }

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        var options = await DatabaseAsync();
        Host = await SampleHost.StartAsync(builder =>
        {
            options(builder);
            builder.AddInterceptors(_connections);
        });
        _measured = new Measurements(Host.Services);
        await Host.InScopeAsync((_, context) => context.Database.ExecuteSqlRawAsync(Refusals));
    }

    public async ValueTask DisposeAsync()
    {
        _measured.Dispose();
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(Refusal.Connection, false)]
    [InlineData(Refusal.Connection, true)]
    [InlineData(Refusal.Insert, false)]
    [InlineData(Refusal.Insert, true)]
    [InlineData(Refusal.Concurrency, false)]
    [InlineData(Refusal.Concurrency, true)]
    [InlineData(Refusal.Flush, false)]
    [InlineData(Refusal.Flush, true)]
    [InlineData(Refusal.Commit, false)]
    [InlineData(Refusal.Commit, true)]
    public async Task A_scope_whose_caller_was_told_by_an_exception_that_it_failed_is_no_alarm(Refusal refusal, bool ownTransaction)
    {
        await Should.ThrowAsync<Exception>(() => Host.InScopeAsync(async (services, context) =>
        {
            await SendAsync(services, refusal);
            context.Entry(new Note { Text = $"{refusal}" }).State = refusal is Refusal.Concurrency ? EntityState.Modified : EntityState.Added;
            _connections.For = refusal is Refusal.Connection ? context : null;
            await SaveAsync(context, ownTransaction);
        }));
        _connections.For = null;

        ShouldHaveLost(0);
        (await Host.QueryAsync(context => context.Notes.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData(Refusal.Insert)]
    [InlineData(Refusal.Flush)]
    [InlineData(Refusal.Commit)]
    public async Task A_consumer_that_fails_is_no_alarm(Refusal refusal)
    {
        var queue = await Host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:take-note"));
        await queue.Send(new TakeNote($"{refusal}"));

        // The scope of the first try has ended by then.
        await Eventually.BecomesTrueAsync(() => Host.Calls.Count($"{refusal}") >= 2, Patience, "it was tried again");
        Host.Received.Texts.ShouldBeEmpty();
        ShouldHaveLost(0);
    }

    [Fact]
    public async Task A_scope_that_never_saves_is_an_alarm()
    {
        await Host.InScopeAsync((services, _) => SendAsync(services, Refusal.None));

        ShouldHaveLost(1);
    }

    [Fact]
    public async Task A_scope_that_sends_after_its_last_save_is_an_alarm()
    {
        await Host.InScopeAsync(async (services, context) =>
        {
            await SendAsync(services, Refusal.None);
            await context.SaveChangesAsync();
            await SendAsync(services, Refusal.None);
        });

        ShouldHaveLost(1);
    }

    [Fact]
    public async Task A_scope_that_forgets_to_commit_its_transaction_is_an_alarm()
    {
        await Host.InScopeAsync(async (services, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await SendAsync(services, Refusal.None);
            await context.SaveChangesAsync();
        });

        ShouldHaveLost(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scope_that_goes_on_after_a_failure_and_forgets_to_save_is_an_alarm(bool ownTransaction)
    {
        await Host.InScopeAsync(async (services, context) =>
        {
            await SendAsync(services, Refusal.None);
            context.Notes.Add(new Note { Text = $"{Refusal.Insert}" });
            await Should.ThrowAsync<DbUpdateException>(() => SaveAsync(context, ownTransaction));
            await SendAsync(services, Refusal.None);
        });

        Host.Log.Lines.Count(line => line.Id == NeverFlushed).ShouldBe(1);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task What_was_sent_in_a_transaction_that_was_disposed_without_a_commit_does_not_leave_with_the_next(bool inTransaction, bool savesBetween)
    {
        await Host.InScopeAsync(async (services, context) =>
        {
            Add("sent before");
            await using (await context.Database.BeginTransactionAsync())
            {
                Add("disposed");
                await context.SaveChangesAsync();
            }

            if (inTransaction)
            {
                await using var transaction = await context.Database.BeginTransactionAsync();
                Add("committed");
                await transaction.CommitAsync();
            }
            else
            {
                if (savesBetween)
                    await context.SaveChangesAsync();
                Add("committed");
                await context.SaveChangesAsync();
            }

            void Add(string text) => services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage("key", text));
        });

        // Of one key, so what came before it would have arrived before it.
        await Eventually.BecomesTrueAsync(() => Host.Topic.Texts.Contains("committed"), Patience, "what was committed has arrived");
        Host.Topic.Texts.ShouldBe(["committed"]);
        ShouldHaveLost(0);
    }

    [Fact]
    public async Task A_save_that_met_a_conflict_can_be_tried_again_with_its_messages_and_leaves_nothing_of_its_own()
    {
        await Host.InScopeAsync(async (services, context) =>
        {
            var note = new Note { Text = "kept" };
            await SendAsync(services, Refusal.None);
            context.Notes.Add(note);
            var removed = context.Entry(new Note { Text = "removed by somebody else" });
            removed.State = EntityState.Modified;
            await Should.ThrowAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync());
            removed.State = EntityState.Detached;
            await context.SaveChangesAsync();
            context.Database.CurrentTransaction.ShouldBeNull();
        });

        await Eventually.BecomesTrueAsync(() => !Host.Topic.Confirmed.IsEmpty, Patience, "the message has arrived");
        Host.Topic.Texts.ShouldHaveSingleItem();
        (await Host.QueryAsync(context => context.Notes.SingleAsync())).Text.ShouldBe("kept");
        ShouldHaveLost(0);
    }

    [Theory]
    [InlineData(Refusal.Flush)]
    [InlineData(Refusal.Commit)]
    public async Task A_save_that_failed_at_its_commit_is_not_repeated_without_what_it_should_have_saved(Refusal refusal)
    {
        await Host.InScopeAsync(async (services, context) =>
        {
            await SendAsync(services, refusal);
            context.Notes.Add(new Note { Text = $"{refusal}" });
            await Should.ThrowAsync<Exception>(() => context.SaveChangesAsync());

            (await Should.ThrowAsync<InvalidOperationException>(() => context.SaveChangesAsync())).Message.ShouldContain("call ChangeTracker.Clear()");

            context.ChangeTracker.Clear();
            context.Notes.Add(new Note { Text = "anew" });
            await SendAsync(services, Refusal.None);
            await context.SaveChangesAsync();
        });

        await Eventually.BecomesTrueAsync(() => !Host.Topic.Confirmed.IsEmpty, Patience, "the message has arrived");
        (await Host.QueryAsync(context => context.Notes.SingleAsync())).Text.ShouldBe("anew");
        ShouldHaveLost(0);
    }

    protected static async Task SaveAsync(SampleContext context, bool ownTransaction)
    {
        await using IDbContextTransaction? transaction = ownTransaction ? await context.Database.BeginTransactionAsync() : null;
        await context.SaveChangesAsync();
        if (transaction is not null)
            await transaction.CommitAsync();
    }

    protected static Task SendAsync(IServiceProvider services, Refusal refusal)
    {
        services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage("key", $"{refusal} by the scope"));
        return Task.CompletedTask;
    }

    protected void ShouldHaveLost(int messages)
    {
        Host.Log.Lines.Count(line => line.Id == NeverFlushed).ShouldBe(messages);
        _measured.Sum(Names.Unflushed).ShouldBe(messages);
    }
}
