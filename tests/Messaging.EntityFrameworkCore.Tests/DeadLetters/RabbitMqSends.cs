using System.Text.Json;
using MassTransit;
using Messaging.Outbox;
using Messaging.RabbitMq;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>The sample application on PostgreSQL and a virtual host of RabbitMQ, and what another client does there.</summary>
internal sealed class RabbitMqSends : IAsyncDisposable
{
    public const int Limit = 3;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SampleDatabase _database;
    private readonly IConnection _connection;

    private RabbitMqSends(SampleDatabase database, SampleHost host, IConnection connection) =>
        (_database, Host, _connection) = (database, host, connection);

    public SampleHost Host { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RabbitMqSends> StartAsync(RabbitMqServer server, Action<TransactionalMessagingOptions>? configure = null)
    {
        var database = await SampleDatabase.CreateAsync();
        var uri = await server.CreateVirtualHostAsync(Token);
        var host = await SampleHost.StartAsync(
            options => options.UseNpgsql(database.Direct),
            configure: options =>
            {
                options.MaxSendAttempts = Limit;
                options.MinRetryDelay = TimeSpan.FromMilliseconds(200);
                configure?.Invoke(options);
            },
            transport: bus =>
            {
                bus.AddRabbitMqMessaging();
                bus.UsingRabbitMq((context, rabbitMq) =>
                {
                    rabbitMq.Host(uri, "tests");
                    rabbitMq.ConfigureEndpoints(context);
                });
            });
        return new RabbitMqSends(database, host, await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(Token));
    }

    public Task SendAsync(string address, string text, string? key = null, Guid? requestId = null) =>
        Host.InScopeAsync(async (services, context) =>
        {
            var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri(address));
            await endpoint.Send(new TakeNote(text), Pipe.Execute<SendContext<TakeNote>>(send =>
            {
                send.RequestId = requestId;
                if (key is not null)
                    send.SetOrderingKey(key);
            }));
            await context.SaveChangesAsync();
        });

    public Task PublishAsync<T>(T message)
        where T : class =>
        Host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(message);
            await context.SaveChangesAsync();
        });

    public Task AddAsync(Func<Uri, OutboxMessage> message) =>
        Host.InScopeAsync(async (services, context) =>
        {
            services.GetRequiredService<ITransactionalOutbox>().Add(message(services.GetRequiredService<IBus>().Address));
            await context.SaveChangesAsync();
        });

    public async Task DeclareExchangeAsync(string name, string type)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: Token);
        await channel.ExchangeDeclareAsync(name, type, durable: true, cancellationToken: Token);
    }

    /// <summary>A queue behind the exchange of its name, as its consumer declares it.</summary>
    public async Task DeclareQueueAsync(string name, Dictionary<string, object?>? arguments = null)
    {
        await DeclareExchangeAsync(name, "fanout");
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: Token);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Token);
        await channel.QueueBindAsync(name, name, "", cancellationToken: Token);
    }

    /// <summary>Takes so many notes from a queue, one after the other, each as soon as it is there.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(string queue, int count)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: Token);
        var texts = new List<string>();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                if (await channel.BasicGetAsync(queue, autoAck: true, Token) is { } got)
                    texts.Add(JsonDocument.Parse(got.Body).RootElement.GetProperty("message").GetProperty("text").GetString()!);
                return texts.Count == count;
            },
            Patience, $"{count} messages had come to {queue}", Token);
        return texts;
    }

    /// <summary>Waits until a row of the key has failed so often.</summary>
    public Task UntilRefusedAsync(string key, int attempts = 1) =>
        Eventually.BecomesTrueAsync(
            async () => await CountAsync($"select count(*) from messaging.outbox_message where ordering_key = '{key}' and attempts >= {attempts}") > 0,
            Patience, $"the first of {key} had been refused {attempts} times", Token);

    public async Task<IReadOnlyDictionary<string, object?>> DeadLetterAsync()
    {
        await Eventually.BecomesTrueAsync(async () => (await Host.DeadLettersAsync()).Count > 0, Patience, "the row had become a dead letter", Token);
        return (await Host.DeadLettersAsync()).ShouldHaveSingleItem();
    }

    public Task UntilTakenAsync(string text) =>
        Eventually.BecomesTrueAsync(() => Host.Calls.Count(text) > 0, Patience, $"'{text}' had arrived", Token);

    public async Task<long> CountAsync(string sql) => await _database.AskAsync<long>(sql);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }
}
