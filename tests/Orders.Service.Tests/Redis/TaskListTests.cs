using Messaging.DeadLetters.Administration;
using Messaging.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Service.Tests.Redis;

/// <summary>Tasks that clients in any language push to the list.</summary>
public sealed class TaskListTests(ServiceWithRedis service) : IClassFixture<ServiceWithRedis>
{
    private const string List = "orders.tasks";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_that_names_its_task_runs_and_so_does_plain_text()
    {
        await service.Raw.ListLeftPushAsync(List, """{"task":"SendEmail","args":{"to":"ada","subject":"Hello","body":"From elsewhere"}}""");
        await service.Raw.ListLeftPushAsync(List, "crunch these numbers");
        await service.Raw.ListLeftPushAsync(List, "{ a brace alone makes no JSON");

        await ServiceWithRedis.UntilAsync(
            async () => (await TasksAsync("SendEmail")).Count == 1 && (await TasksAsync("ProcessData")).Count == 2, "all three tasks have succeeded");
        (await service.Raw.ListLengthAsync(List)).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"task":"Unheard","args":{}}""", "'Unheard' is no task")]
    [InlineData("""{"args":{}}""", "must name its task")]
    [InlineData("""{"task":"SendEmail","args":{"to":17}}""", "do not fit the task SendEmail")]
    public async Task An_entry_that_is_no_task_is_a_dead_letter_that_says_why(string entry, string reason)
    {
        await service.Raw.ListLeftPushAsync(List, entry);

        await ServiceWithRedis.UntilAsync(async () => (await ReasonsAsync()).Count(one => one.Contains(reason, StringComparison.Ordinal)) == 1, "there is one dead letter");
    }

    private Task<IReadOnlyList<TaskInfo>> TasksAsync(string task) =>
        service.Services.GetRequiredService<ITaskStore>().ListAsync(new TaskSearch(TaskState.Succeeded, Task: task), Token);

    private async Task<IReadOnlyList<string>> ReasonsAsync()
    {
        await using var scope = service.Services.CreateAsyncScope();
        var letters = await scope.ServiceProvider.GetRequiredService<IDeadLetterAdministration>().ListAsync(new DeadLetterFilter { SourceSystem = "redis" }, null, 100, Token);
        return [.. letters.Select(one => one.Letter.ExceptionMessage ?? "")];
    }
}
