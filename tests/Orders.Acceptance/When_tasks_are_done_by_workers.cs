using System.Globalization;
using System.Text;
using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;
using RabbitMQ.Client;

namespace Orders.Acceptance;

/// <summary>
/// Workers as processes of their own, and no service beside them: <c>worker --queues email --concurrency 2</c>. Each of them is a scheduler too.
/// </summary>
public sealed class When_tasks_are_done_by_workers : IAsyncLifetime
{
    private const string Queue = "email";
    private const int Tasks = 200;
    private const string Ticks = "messaging.schedule_occurrence o left join messaging.task t on t.id = o.task_id where o.schedule = 'tick'";
    private const string Published = "messaging.task where queue = 'email' and id not in (select task_id from messaging.schedule_occurrence where task_id is not null)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _emails = Directory.CreateTempSubdirectory("orders-emails-").FullName;
    private ServiceSettings _settings = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _settings = new ServiceSettings
    {
        Dll = BuiltService.Dll,
        LogFolder = BuiltService.NewLogFolder(),
        Postgres = await (await TestServers.GetPostgresAsync(Cancelled)).CreateDatabaseAsync(Cancelled),
        RabbitMq = await (await TestServers.GetRabbitMqAsync(Cancelled)).CreateVirtualHostAsync(Cancelled),
        Arguments = ["worker", "--queues", Queue, "--concurrency", "2"],
        Settings = new Dictionary<string, string>(ServiceSettings.ShortLadder)
        {
            ["Email__Folder"] = _emails,
            ["Schedules__tick__Interval"] = "00:00:02",
            ["Schedules__tick__Task"] = "SendEmail",
            ["Schedules__tick__Arguments"] = """{"to":"ada@example.com","subject":"tick","body":"b"}""",
        },
    };

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_emails, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_a_killed_worker_leaves_another_one_does_and_each_takes_its_queue_alone()
    {
        await using var first = new ServiceProcess(_settings, "worker-1");
        await using var second = new ServiceProcess(_settings, "worker-2");
        await first.StartAndWaitAsync(Patience, Cancelled);
        await UntilAsync($"select count(*) > 0 from {Ticks}", "the first scheduler was at it");
        await using var connection = await new ConnectionFactory { Uri = new Uri(_settings.RabbitMq!) }.CreateConnectionAsync(Cancelled);
        var ids = await PublishAsync(connection);

        await Eventually.BecomesTrueAsync(() => Directory.EnumerateFiles(_emails, "*.eml").Any(), Patience, "the first worker was at it", Cancelled);
        await first.KillAsync(Cancelled);
        var ticks = await AskAsync<long>($"select count(*) from {Ticks}");
        await second.StartAndWaitAsync(Patience, Cancelled);

        await UntilAsync($"select count(*) = {Tasks} from {Published} and state = 'Succeeded'", "every task was done");
        (await AskAsync<long>($"select count(*) from {Published}")).ShouldBe(Tasks);
        (await AskAsync<long>($"select count(*) from {Published} and worker like '%/{second.Pid.ToString(CultureInfo.InvariantCulture)}'")).ShouldBeGreaterThan(0);
        await UntilAsync($"select count(*) >= {ticks + 2} from {Ticks} and t.state = 'Succeeded'", "the second scheduler went on");
        (await AskAsync<bool>($"select count(*) = count(distinct t.id) from {Ticks}")).ShouldBeTrue("an occurrence has one task of its own");
        ids.ShouldAllBe(id => File.Exists(Path.Combine(_emails, $"{id:D}.eml")));
        await QueuesOfOthersAreNotThereAsync(connection);
        (await second.StopAsync(Cancelled)).ShouldBe(0);
    }

    private async Task<IReadOnlyList<Guid>> PublishAsync(IConnection connection)
    {
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(confirmed, Cancelled);
        var ids = Enumerable.Range(0, Tasks).Select(_ => Guid.CreateVersion7()).ToList();
        await Task.WhenAll(ids.Select(id => channel.BasicPublishAsync(
            "", Queue, mandatory: true, new BasicProperties { Persistent = true, ContentType = "application/json", MessageId = id.ToString("D") },
            Encoding.UTF8.GetBytes("""{"to":"ada@example.com","subject":"s","body":"b"}"""), Cancelled).AsTask()));
        return ids;
    }

    private static async Task QueuesOfOthersAreNotThereAsync(IConnection connection)
    {
        foreach (var other in new[] { "data", "maintenance", "order-state" })
        {
            // A passive declare of what is not there closes its channel.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
            (await Should.ThrowAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => channel.QueueDeclarePassiveAsync(other, Cancelled)))
                .ShutdownReason!.ReplyCode.ShouldBe((ushort)404, other);
        }
    }

    private Task UntilAsync(string question, string what) => Eventually.BecomesTrueAsync(() => AskAsync<bool>(question), Patience, what, Cancelled);

    private async Task<T> AskAsync<T>(string question)
    {
        await using var source = NpgsqlDataSource.Create(_settings.Postgres!);
        await using var command = source.CreateCommand(question);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
