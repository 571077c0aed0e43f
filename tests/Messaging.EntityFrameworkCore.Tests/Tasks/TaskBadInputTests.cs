using System.Text.Json;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks;

/// <summary>A mistake is told where it is made, with what to change.</summary>
public sealed class TaskBadInputTests(SqliteTaskHost fixture) : IClassFixture<SqliteTaskHost>
{
    public static TheoryData<EnqueueOptions, string> Options => new()
    {
        { new EnqueueOptions { Delay = TimeSpan.FromSeconds(-1) }, "The delay of a task is from 0" },
        { new EnqueueOptions { Delay = TimeSpan.FromDays(100_000) }, "The delay of a task is from 0 to 3660 days" },
        { new EnqueueOptions { Delay = TimeSpan.FromSeconds(1), At = DateTimeOffset.MaxValue }, "not both" },
        { new EnqueueOptions { At = DateTimeOffset.MaxValue }, "at most 3660 days" },
        { new EnqueueOptions { Queue = "wrok" }, "Nobody declared the queue 'wrok' (declared queues: work)" },
        { new EnqueueOptions { Expires = TimeSpan.Zero }, "expires after more than 0" },
        { new EnqueueOptions { Key = "" }, "1 to 255 characters" },
        { new EnqueueOptions { Key = new string('k', 256) }, "1 to 255 characters; this one has 256" },
    };

    [Theory]
    [MemberData(nameof(Options), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_option_is_named(EnqueueOptions options, string message)
    {
        var exception = await RefusedAsync<ArgumentException>(tasks => tasks.EnqueueAsync(new Work("wrong"), options));

        exception.Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_command_that_is_no_task_is_named_with_the_call_that_makes_it_one() =>
        (await RefusedAsync<ArgumentException>(tasks => tasks.EnqueueAsync(new Undeclared("x")))).Message.ShouldContain("Declare<Undeclared>(queue)");

    [Fact]
    public async Task A_command_over_the_size_limit_is_refused() =>
        (await RefusedAsync<ArgumentException>(tasks => tasks.EnqueueAsync(new Work(new string('x', 70_000))))).Message.ShouldContain("at most 65536 are allowed");

    [Fact]
    public async Task A_key_needs_a_transaction() =>
        (await RefusedAsync<InvalidOperationException>(tasks => tasks.EnqueueAsync(new Work("keyed"), new EnqueueOptions { Key = "k" }))).Message.ShouldContain("BeginTransactionAsync");

    [Theory]
    [InlineData("nothing", "{}", "'nothing' is no task (declared tasks: Work)")]
    [InlineData("Work", "[1]", "must be a JSON object, and are Array")]
    [InlineData("Work", """{"name":{}}""", "The arguments do not fit the task Work")]
    public async Task A_task_by_name_says_what_does_not_fit(string task, string arguments, string message)
    {
        using var json = JsonDocument.Parse(arguments);

        (await RefusedAsync<ArgumentException>(tasks => tasks.EnqueueAsync(task, json.RootElement))).Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_wrong_declaration_stops_the_start()
    {
        var exception = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => TaskHost.StartAsync(TaskDatabase.Sqlite(), tasks =>
        {
            tasks.Routes["Wrok"] = "work";
            tasks.Routes["Work"] = "elsewhere";
        }));

        exception.Failures.ShouldContain(failure => failure.StartsWith("Tasks:Routes:Wrok fits no task", StringComparison.Ordinal));
        exception.Failures.ShouldContain(failure => failure.StartsWith("Tasks:Routes:Work leads to the queue 'elsewhere'", StringComparison.Ordinal));
    }

    // What was refused leaves nothing behind that could be saved.
    private async Task<T> RefusedAsync<T>(Func<ITaskQueue, Task> enqueue)
        where T : Exception
    {
        T exception = null!;
        await fixture.Host.InScopeAsync(async (tasks, context) =>
        {
            exception = await Should.ThrowAsync<T>(() => enqueue(tasks));
            await context.SaveChangesAsync();
        });
        (await fixture.Host.Tasks.ListAsync(new TaskSearch(), CancellationToken.None)).ShouldBeEmpty();
        return exception;
    }
}
