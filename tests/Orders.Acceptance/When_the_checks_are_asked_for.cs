using System.Diagnostics;
using System.Text.Json.Nodes;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using RabbitMQ.Client;

namespace Orders.Acceptance;

/// <summary>
/// <c>Orders.Service check</c> as a process: what it prints, where, and its exit code. PostgreSQL and RabbitMQ are real, Kafka is embedded.
/// </summary>
public sealed class When_the_checks_are_asked_for
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_settings_and_servers_are_a_table_and_0()
    {
        var (code, output, _) = await CheckAsync(await ServersAsync());

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["check", "state", "found", "expected", "remedy"]);
        lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldAllBe(cells => cells[1] == "Good");
        foreach (var name in new[] { "dedupe-window", "handler-deadline", "delivery-limit", "binding", "pooler" })
            lines.ShouldContain(line => line.StartsWith($"{name} ", StringComparison.Ordinal), name);
        code.ShouldBe(0);
    }

    [Fact]
    public async Task A_queue_that_would_drop_messages_and_an_inbox_that_forgets_too_soon_are_named_with_found_expected_and_remedy_and_1()
    {
        var servers = await ServersAsync();
        await DeclareWithoutLimitAsync(servers["ConnectionStrings__RabbitMq"], "reserve-stock");

        var (code, output, _) = await CheckAsync(
            new(servers) { ["Messaging__InboxDays"] = "3", ["Failures__Redelivery__0"] = "2.00:00:00", ["Failures__Redelivery__1"] = "23:30:00" }, "--json");

        var findings = JsonNode.Parse(output)!.AsArray();
        var failed = findings.Where(finding => (string)finding!["state"]! == "Failed").ToDictionary(finding => (string)finding!["name"]!, finding => finding!);
        failed.Keys.Order().ShouldBe(["dedupe-window", "delivery-limit"]);
        ((string)failed["dedupe-window"]["remedy"]!).ShouldContain("Messaging__InboxDays");
        ((string)failed["delivery-limit"]["found"]!).ShouldContain("queue reserve-stock: x-delivery-limit is none");
        ((string)failed["delivery-limit"]["remedy"]!).ShouldContain("rabbitmqctl delete_queue reserve-stock");
        findings.Select(finding => (string)finding!["expected"]!).ShouldAllBe(expected => expected.Length > 0);
        code.ShouldBe(1);
    }

    [Theory]
    [InlineData("Endpoints:emial:Prefetch", "1", "there is no endpoint emial")]
    [InlineData("Checks:dedupe-widow", "Off", "Checks:dedupe-widow is no setting")]
    [InlineData("Endpoints:email:Ordered", "true", "Endpoints:email:Ordered is true")]
    public async Task A_setting_that_there_is_not_is_named_and_1(string key, string value, string words)
    {
        var (code, output, errors) = await CheckAsync(new(StringComparer.Ordinal), $"--{key}", value);

        (output + errors).ShouldContain(words);
        code.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_known_and_1()
    {
        var (code, output, _) = await CheckAsync(new(StringComparer.Ordinal) { ["ConnectionStrings__RabbitMq"] = $"amqp://orders:do-not-tell@127.0.0.1:{FreePort.Next()}/" });

        output.ShouldMatch("delivery-limit +Unknown");
        output.ShouldContain("ConnectionStrings__RabbitMq");
        output.ShouldNotContain("do-not-tell");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_argument_is_wrong_usage_and_2()
    {
        var (code, output, errors) = await CheckAsync(new(StringComparer.Ordinal), "everything");

        errors.ShouldContain("Orders.Service check [--json]");
        output.ShouldBeEmpty();
        code.ShouldBe(2);
    }

    private static async Task<Dictionary<string, string>> ServersAsync() => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings__Orders"] = await (await TestServers.GetPostgresAsync(Cancelled)).CreateDatabaseAsync(Cancelled),
        ["ConnectionStrings__RabbitMq"] = await (await TestServers.GetRabbitMqAsync(Cancelled)).CreateVirtualHostAsync(Cancelled),
    };

    private static async Task<(int Code, string Output, string Errors)> CheckAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltService.Dll, "check", .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(BuiltService.Dll),
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancelled), process.StandardError.ReadToEndAsync(Cancelled));
            await process.WaitForExitAsync(Cancelled).WaitAsync(Patience, Cancelled);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task DeclareWithoutLimitAsync(string uri, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["x-queue-type"] = "quorum", ["x-dead-letter-exchange"] = $"{queue}_dlx", ["x-dead-letter-strategy"] = "at-least-once", ["x-overflow"] = "reject-publish",
            },
            cancellationToken: Cancelled);
    }
}
