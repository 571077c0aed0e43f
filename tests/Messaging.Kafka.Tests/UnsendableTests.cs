using Messaging.Kafka.Tests.Support;
using Messaging.KafkaRun.App;
using Messaging.Outbox;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Messaging.Kafka.Tests;

/// <summary>What Kafka does not take is said where the message is: on its row.</summary>
public sealed class UnsendableTests(RealKafka cluster) : KafkaContract(cluster), IClassFixture<RealKafka>
{
    private const string Failure =
        "select last_error from messaging.outbox_message where attempts > 0 union all select exception_message from messaging.dead_letter where source_system = 'outbox'";

    [Fact]
    public async Task A_message_larger_than_its_topic_takes_says_so_on_its_row_and_others_go()
    {
        await using var service = await StartAsync();
        using var client = NewClient();

        await service.ProduceAsync(new Step("large", 0, new string('x', 2 * 1024 * 1024)));
        await service.ProduceAsync(new Step("small", 1, "x"));

        await UntilAsync(async () => (await service.FailureAsync())?.Contains("MsgSizeTooLarge", StringComparison.Ordinal) == true, "the row had the reason");
        var record = (await client.ReadAsync(service.Topic, 1)).ShouldHaveSingleItem();
        System.Text.Encoding.UTF8.GetString(record.Message.Key!).ShouldBe("small");
    }

    [Fact]
    public async Task A_message_for_a_topic_that_is_not_there_says_so_on_its_row()
    {
        await using var service = await StartAsync();

        await service.InScopeAsync(scope =>
        {
            scope.GetRequiredService<ITransactionalOutbox>().Add(new OutboxMessage
            {
                MessageId = Guid.CreateVersion7(), OriginalMessageId = Guid.CreateVersion7(), Destination = new Uri($"topic:{service.Topic}-nowhere"),
                ContentType = "application/json", Body = "{}"u8.ToArray(),
            });
            return Task.CompletedTask;
        });

        await UntilAsync(async () => (await service.FailureAsync())?.Contains("Unknown", StringComparison.Ordinal) == true, "the row had the reason");
    }

    private async Task<Service> StartAsync()
    {
        var postgres = await TestServers.GetPostgresAsync(Token);
        var setup = NewSetup();
        var surroundings = new RunSurroundings("test", await postgres.CreateDatabaseAsync(Token), Servers, setup.Topic, 1, 0, 1, Path.GetTempPath());
        var host = RunHost.Build(surroundings, member: false);
        await RunHost.CreateTablesAsync(host.Services, Token);
        await host.StartAsync(Token);
        return new Service(host, surroundings);
    }

    private sealed class Service(IHost host, RunSurroundings surroundings) : IAsyncDisposable
    {
        public string Topic => surroundings.Topic;

        public Task ProduceAsync(Step step) => InScopeAsync(scope => scope.GetRequiredService<ITopicProducer<string, Step>>().Produce(step.Key, step, Token));

        public async Task InScopeAsync(Func<IServiceProvider, Task> action)
        {
            await using var scope = host.Services.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<RunContext>();
            await action(scope.ServiceProvider);
            await context.SaveChangesAsync(Token);
        }

        public async Task<string?> FailureAsync()
        {
            await using var connection = new NpgsqlConnection(surroundings.Database);
            await connection.OpenAsync(Token);
            await using var command = new NpgsqlCommand(Failure, connection);
            return await command.ExecuteScalarAsync(Token) as string;
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(Token);
            host.Dispose();
        }
    }
}
