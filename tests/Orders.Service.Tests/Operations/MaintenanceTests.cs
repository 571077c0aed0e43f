using System.Text.Json.Nodes;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Operations;

/// <summary>What the daily report counts and the hourly clean-up removes, by what each says of itself and by what is left.</summary>
public sealed class MaintenanceTests(OperationsService service) : IClassFixture<OperationsService>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_daily_report_counts_the_orders_of_its_24_hours_by_state_and_no_others()
    {
        // A day on which nobody else orders anything, asked for in another zone.
        var until = new DateTimeOffset(2001, 2, 3, 9, 0, 0, TimeSpan.FromHours(2));
        var since = until.AddDays(-1).ToUniversalTime();
        await SaveAsync(
            At(since), At(since.AddHours(1)), At(since.AddHours(2)),
            Pending(since.AddHours(3)),
            Confirmed(since), Confirmed(since.AddHours(4)), Confirmed(since.AddHours(23)), Confirmed(since.AddDays(1).AddSeconds(-1)),
            Rejected(since.AddHours(5)), Rejected(since.AddHours(6)),
            Cancelled(since.AddHours(7)),
            Confirmed(since.AddSeconds(-1)), Rejected(since.AddDays(1)), Cancelled(since.AddDays(1).AddHours(1)));

        var result = await ResultAsync(new ReportDay(until));

        ((DateTimeOffset)result["since"]!).ShouldBe(since);
        ((DateTimeOffset)result["until"]!).ShouldBe(until);
        result["orders"]!.AsObject().ToDictionary(count => count.Key, count => (int)count.Value!).ShouldBe(
            new Dictionary<string, int>
            {
                ["Submitted"] = 3, ["StockReserved"] = 0, ["PaymentPending"] = 1, ["Confirmed"] = 4, ["Rejected"] = 2, ["Cancelled"] = 1,
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task The_clean_up_removes_keys_older_than_24_hours_and_tasks_that_ended_more_than_7_days_ago_and_nothing_else()
    {
        var now = TimeProvider.System.GetUtcNow();
        await SaveAsync(Key("expired", now.AddHours(-24) - Minute), Key("kept", now.AddHours(-24) + Minute));
        var (old, recent) = (await DoneAsync(new ProcessData("old")), await DoneAsync(new ProcessData("recent")));
        var waiting = await EnqueueAsync(new ProcessData("waiting"), new EnqueueOptions { Delay = TimeSpan.FromDays(30) });
        await EndedAsync(old, now.AddDays(-7) - Minute);
        await EndedAsync(recent, now.AddDays(-7) + Minute);

        var result = await ResultAsync(new CleanUp(now.ToOffset(TimeSpan.FromHours(-5))));

        ((int)result["idempotencyKeys"]!).ShouldBe(1);
        ((int)result["tasks"]!).ShouldBe(1);
        await using var scope = service.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Set<IdempotencyKeyEntry>().Select(entry => entry.Key).ToListAsync(Token)).ShouldBe(["kept"]);
        var tasks = service.Services.GetRequiredService<ITaskStore>();
        (await tasks.FindAsync(old, Token)).ShouldBeNull();
        (await tasks.FindAsync(recent, Token)).ShouldNotBeNull();
        (await tasks.FindAsync(waiting, Token))!.State.ShouldBe(TaskState.Scheduled);
    }

    private static Order At(DateTimeOffset at) => Order.Submit(Guid.CreateVersion7(), "customer-1", [new OrderLine("SKU-001", 1, 2)], at);

    private static Order Pending(DateTimeOffset at)
    {
        var order = At(at);
        order.ReserveStock(at);
        order.RequestPayment(at);
        return order;
    }

    private static Order Confirmed(DateTimeOffset at)
    {
        var order = Pending(at);
        // Its day is that of its submission.
        order.Confirm(at.AddDays(3));
        return order;
    }

    private static Order Rejected(DateTimeOffset at)
    {
        var order = At(at);
        order.Reject("none left", at);
        return order;
    }

    private static Order Cancelled(DateTimeOffset at)
    {
        var order = At(at);
        order.Cancel("withdrawn", at);
        return order;
    }

    private static IdempotencyKeyEntry Key(string key, DateTimeOffset createdAt) =>
        new() { Scope = "anonymous", Key = key, RequestHash = new byte[32], StatusCode = 202, Location = "/orders/1", ResponseBody = "{}", CreatedAt = createdAt };

    private async Task SaveAsync(params object[] entities)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        database.AddRange(entities);
        await database.SaveChangesAsync(Token);
    }

    private async Task EndedAsync(Guid task, DateTimeOffset at)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database;
        var (id, ticks) = (task.ToString("D"), at.UtcTicks);
        (await database.ExecuteSqlAsync($"update messaging_task set finished_at = {ticks} where lower(id) = {id}", Token)).ShouldBe(1);
    }

    private async Task<Guid> EnqueueAsync<T>(T command, EnqueueOptions? options = null)
        where T : class
    {
        await using var scope = service.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<ITaskQueue>().EnqueueAsync(command, options, Token);
        await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().SaveChangesAsync(Token);
        return id;
    }

    private async Task<Guid> DoneAsync<T>(T command)
        where T : class
    {
        var id = await EnqueueAsync(command);
        await Eventually.BecomesTrueAsync(
            async () => (await service.Services.GetRequiredService<ITaskStore>().FindAsync(id, Token))?.State is TaskState.Succeeded, Patience, $"{command} was done", Token);
        return id;
    }

    private async Task<JsonObject> ResultAsync<T>(T command)
        where T : class =>
        (await service.JsonAsync(HttpMethod.Get, $"tasks/{await DoneAsync(command)}"))["result"]!.AsObject();
}
