using System.Data.Common;
using Messaging.Auditing;
using Messaging.EntityFrameworkCore.Tests.Tasks;
using Messaging.Schedules;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Operations;

/// <summary>What a person does to schedules and tasks is one transaction with its audit: there is neither without the other.</summary>
public abstract class AuditedActionsContract : IAsyncLifetime
{
    private readonly BrokenCommits _commits = new();
    private TaskHost _host = null!;
    private Guid _task;

    /// <summary>Has every insert into the audit fail.</summary>
    protected abstract IReadOnlyList<string> BreakAudit { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IScheduleStore Schedules => _host.Services.GetRequiredService<IScheduleStore>().By("ada");

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        var database = await DatabaseAsync();
        _host = await TaskHost.StartAsync(
            options =>
            {
                database(options);
                options.AddInterceptors(_commits);
            },
            services: services => services.AddTransactionalSchedules<SampleContext>(schedules =>
                schedules.Add("yearly", new ScheduleSettings { Cron = "0 0 1 1 *" }, _ => new Work("yearly"))));
        await Eventually.BecomesTrueAsync(async () => (await Schedules.ListAsync(Token)).Count == 1, TimeSpan.FromSeconds(60), "the schedule was declared", Token);
        _task = await _host.EnqueueAsync("later", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_is_done_and_audited_with_who_did_it()
    {
        (await Schedules.PauseAsync("yearly", Token)).ShouldBeTrue();
        (await Schedules.ResumeAsync("yearly", Token)).ShouldBeTrue();
        var run = await Schedules.RunAsync("yearly", Token);
        (await _host.Tasks.By("ada").RevokeAsync(_task, "no longer wanted", Token)).ShouldBe(TaskRevocation.Revoked);

        var audit = (await AuditAsync()).Select(record => record.Entry).ToList();
        audit.Select(entry => (entry.Actor, entry.Action, entry.SubjectType, entry.SubjectId)).ShouldBe(
            [("ada", "revoke", "task", $"{_task:D}"), ("ada", "run", "schedule", "yearly"), ("ada", "resume", "schedule", "yearly"), ("ada", "pause", "schedule", "yearly")]);
        audit[0].Details["outcome"]!.ToString().ShouldBe("Revoked");
        audit[1].Details["taskId"]!.ToString().ShouldBe($"{run:D}");
    }

    [Fact]
    public async Task What_changed_nothing_is_not_audited()
    {
        await _host.Tasks.By("ada").RevokeAsync(_task, "once", Token);
        var before = (await AuditAsync()).Count;

        (await Schedules.PauseAsync("nothing", Token)).ShouldBeFalse();
        (await Schedules.ResumeAsync("nothing", Token)).ShouldBeFalse();
        (await Schedules.RunAsync("nothing", Token)).ShouldBeNull();
        (await _host.Tasks.By("ada").RevokeAsync(_task, "twice", Token)).ShouldBe(TaskRevocation.AlreadyEnded);
        (await _host.Tasks.By("ada").RevokeAsync(Guid.NewGuid(), "nobody", Token)).ShouldBe(TaskRevocation.Unknown);
        (await _host.Tasks.RevokeAsync(Guid.NewGuid(), "by the program itself", Token)).ShouldBe(TaskRevocation.Unknown);

        (await AuditAsync()).Count.ShouldBe(before);
    }

    [Fact]
    public async Task An_action_whose_audit_fails_has_not_happened()
    {
        foreach (var statement in BreakAudit)
            await SqlAsync(statement);

        await ShouldHaveDoneNothingAsync();
    }

    [Fact]
    public async Task An_action_that_does_not_commit_leaves_no_audit()
    {
        _commits.Break = true;

        await ShouldHaveDoneNothingAsync();
    }

    private async Task ShouldHaveDoneNothingAsync()
    {
        await Should.ThrowAsync<DbException>(() => Schedules.PauseAsync("yearly", Token));
        await Should.ThrowAsync<DbException>(() => Schedules.RunAsync("yearly", Token));
        await Should.ThrowAsync<DbException>(() => _host.Tasks.By("ada").RevokeAsync(_task, "no longer wanted", Token));

        _commits.Break = false;
        (await Schedules.ListAsync(Token)).ShouldHaveSingleItem().Paused.ShouldBeFalse();
        (await _host.Tasks.ListAsync(new TaskSearch(null, null, null, null, 10), Token)).ShouldHaveSingleItem().State.ShouldBe(TaskState.Scheduled);
        (await _host.ScheduledAsync()).ShouldBe(1);
        (await AuditAsync()).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<AuditRecord>> AuditAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IAuditTrail>().ListAsync(new AuditFilter(), null, 100, Token);
    }

    private async Task SqlAsync(string sql)
    {
        await using var scope = _host.Services.CreateAsyncScope();
#pragma warning disable EF1002 // A constant.
        await scope.ServiceProvider.GetRequiredService<SampleContext>().Database.ExecuteSqlRawAsync(sql, Token);
#pragma warning restore EF1002
    }

    /// <summary>Has each commit of what a person does fail; the machinery's own go through.</summary>
    private sealed class BrokenCommits : DbTransactionInterceptor
    {
        public bool Break { get; set; }

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (!Break)
                return result;
            await transaction.RollbackAsync(cancellationToken);
            throw new NotCommittedException();
        }
    }

    private sealed class NotCommittedException() : DbException("The commit was lost.");
}
