using MassTransit;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>
/// Copies of a task's message that must not run. Each is delivered by hand and waited for, so that what is not seen has not happened.
/// </summary>
public abstract class TaskLeftOutContract(TaskHostFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected TaskHost Host => fixture.Host;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract string Table { get; }

    protected abstract string Inbox { get; }

    [Fact]
    public async Task A_message_that_was_on_its_way_when_its_task_was_revoked_does_not_run()
    {
        var id = await Host.EnqueueAsync("revoked on its way", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        (await Host.Tasks.RevokeAsync(id, "no longer wanted", Token)).ShouldBe(TaskRevocation.Revoked);

        await DeliverAsync("revoked on its way", id);

        Host.Script.Count("revoked on its way").ShouldBe(0);
        (await Host.Tasks.FindAsync(id, Token))!.Error.ShouldBe("Revoked: no longer wanted");
    }

    [Fact]
    public async Task A_task_that_was_asked_to_be_revoked_while_its_worker_died_does_not_run_again()
    {
        var id = await Host.EnqueueAsync("died", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        await SqlAsync($"update {Table} set state = 'Started', attempts = 1, revoke_reason = 'enough' where id = '{id:D}'");

        await DeliverAsync("died", id);

        Host.Script.Count("died").ShouldBe(0);
        var task = await Host.Tasks.FindAsync(id, Token);
        (task!.State, task.Error, task.Attempts).ShouldBe((TaskState.Revoked, "Revoked: enough", 1));
        task.FinishedAt.ShouldNotBeNull();
        await SqlAsync($"delete from {Table.Replace("task", "outbox_message", StringComparison.Ordinal)} where schedule_token = '{id:D}'");
    }

    [Fact]
    public async Task A_task_that_is_done_does_not_run_again_though_the_inbox_has_forgotten_it()
    {
        var id = await Host.EnqueueAsync("forgotten");
        await Host.UntilAsync(id, TaskState.Succeeded);
        await SqlAsync($"delete from {Inbox} where message_id = '{id:D}'");

        await DeliverAsync("forgotten", id);

        Host.Script.Count("forgotten").ShouldBe(1);
        (await Host.Tasks.FindAsync(id, Token))!.State.ShouldBe(TaskState.Succeeded);
    }

    /// <summary>Sends a copy of a task's message, and waits until it is consumed.</summary>
    protected async Task DeliverAsync(string name, Guid id)
    {
        var bus = Host.Services.GetRequiredService<IBus>();
        var consumptions = new Consumptions(id);
        var observing = bus.ConnectReceiveObserver(consumptions);
        var endpoint = await bus.GetSendEndpoint(new Uri("queue:work"));
        await endpoint.Send(new Work(name), context => context.MessageId = id, Token);
        await consumptions.Consumed.WaitAsync(Patience, Token);
        observing.Disconnect();
    }

    protected Task SqlAsync(string sql) => Host.InScopeAsync(async (_, context) =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
#pragma warning disable EF1002 // A table's name and an id.
        (await context.Database.ExecuteSqlRawAsync(sql, Token)).ShouldBe(1);
#pragma warning restore EF1002
        await transaction.CommitAsync(Token);
    });
}
