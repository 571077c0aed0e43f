using System.Net;
using System.Text.Json.Nodes;
using Messaging.Tasks;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders.Contracts;
using Orders.Service.Persistence;
using Orders.Service.Simulation;

namespace Orders.Service.Tests.Operations;

/// <summary>Tasks, schedules and queues as somebody on call sees them.</summary>
public sealed class TaskApiTests(OperationsService service) : IClassFixture<OperationsService>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_found_with_its_result()
    {
        var id = await EnqueueAsync(new EnqueueOptions());

        await UntilAsync($"tasks/{id}", task => (string)task["state"]! == "Succeeded");
        var task = await service.JsonAsync(HttpMethod.Get, $"tasks/{id}");
        ((int)task["result"]!["words"]!).ShouldBe(3);
        ((string)task["queue"]!).ShouldBe("data");
        var list = await service.JsonAsync(HttpMethod.Get, "tasks?state=Succeeded&queue=data&limit=1");
        list["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_task_that_waits_can_be_revoked_once()
    {
        var id = await EnqueueAsync(new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        ((string)(await service.JsonAsync(HttpMethod.Post, $"tasks/{id}/revoke"))["outcome"]!).ShouldBe("Revoked");
        (await service.SendAsync(HttpMethod.Post, $"tasks/{id}/revoke")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await service.JsonAsync(HttpMethod.Get, $"tasks/{id}"))["state"]!).ShouldBe("Revoked");
        var audit = await service.JsonAsync(HttpMethod.Get, "audit");
        audit.ToJsonString().ShouldContain(id.ToString());
    }

    [Theory]
    [InlineData("GET", "tasks/01a20522-4478-78fa-a508-bb8fb3b7ea26", HttpStatusCode.NotFound)]
    [InlineData("POST", "tasks/01a20522-4478-78fa-a508-bb8fb3b7ea26/revoke", HttpStatusCode.NotFound)]
    [InlineData("GET", "tasks?state=Done", HttpStatusCode.BadRequest)]
    [InlineData("GET", "tasks?after=x&limit=0&colour=red", HttpStatusCode.BadRequest)]
    [InlineData("POST", "schedules/nothing/pause", HttpStatusCode.NotFound)]
    [InlineData("POST", "schedules/nothing/resume", HttpStatusCode.NotFound)]
    [InlineData("POST", "schedules/nothing/run", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_or_not_known_is_refused(string method, string path, HttpStatusCode status)
    {
        using var response = await service.SendAsync(new HttpMethod(method), path);

        response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task The_schedules_of_the_service_are_listed_paused_resumed_and_run()
    {
        await EventuallyAsync(async () => (await SchedulesAsync()).Count == 2, "the schedules were declared");
        (await SchedulesAsync()).Select(schedule => (string)schedule!["name"]!).ShouldBe(["clean-up", "daily-report"]);
        (await SchedulesAsync()).Select(schedule => (string)schedule!["timing"]!).ShouldBe(["0 * * * *", "0 9 * * *"]);

        (await service.SendAsync(HttpMethod.Post, "schedules/daily-report/pause")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        ((bool)(await SchedulesAsync())[1]!["paused"]!).ShouldBeTrue();
        (await service.SendAsync(HttpMethod.Post, "schedules/daily-report/resume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SchedulesAsync())[1]!["nextAt"].ShouldNotBeNull();

        foreach (var name in new[] { "daily-report", "clean-up" })
        {
            var task = (Guid)(await service.JsonAsync(HttpMethod.Post, $"schedules/{name}/run"))["taskId"]!;
            await UntilAsync($"tasks/{task}", found => (string)found["state"]! == "Succeeded");
        }
    }

    [Fact]
    public async Task The_switch_of_the_demonstration_and_its_audit_are_one()
    {
        await using (var scope = service.Services.CreateAsyncScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database;
            await database.ExecuteSqlAsync($"create trigger refuse before insert on messaging_audit when new.actor = 'refused' begin select raise(abort, 'no audit'); end", Token);
        }

        (await service.SendAsync(HttpMethod.Put, "simulation/broken", "false", actor: "refused")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await BrokenAsync()).ShouldBeTrue();
        (await service.SendAsync(HttpMethod.Put, "simulation/broken", "false", actor: "ada")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await BrokenAsync()).ShouldBeFalse();
        (await service.SendAsync(HttpMethod.Put, "simulation/broken", "true", actor: "ada")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await BrokenAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task The_queues_are_listed_with_threshold_and_state()
    {
        await EventuallyAsync(async () => (await ArrayAsync("queues")).Any(queue => (string)queue!["system"]! == "outbox"), "the outbox was measured");

        var outbox = (await ArrayAsync("queues")).First(queue => (string)queue!["system"]! == "outbox")!.AsObject();
        outbox.Select(member => member.Key).ShouldBe(["system", "name", "messages", "consumers", "oldestSeconds", "threshold", "state"]);
        ((int)outbox["threshold"]!).ShouldBe(1_000);
    }

    private async Task<bool> BrokenAsync()
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SimulationSwitch>().IsOnAsync(Token);
    }

    private async Task<Guid> EnqueueAsync(EnqueueOptions options)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<ITaskQueue>().EnqueueAsync(new ProcessData("one two three"), options, Token);
        await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().SaveChangesAsync(Token);
        return id;
    }

    private Task UntilAsync(string path, Func<JsonObject, bool> condition) =>
        EventuallyAsync(async () => condition(await service.JsonAsync(HttpMethod.Get, path)), $"{path} came to it");

    private Task<JsonArray> SchedulesAsync() => ArrayAsync("schedules");

    private async Task<JsonArray> ArrayAsync(string path)
    {
        using var response = await service.SendAsync(HttpMethod.Get, path);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!.AsArray();
    }

    private static Task EventuallyAsync(Func<Task<bool>> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Token);
}
