using System.Collections.Concurrent;
using MassTransit;
using Messaging.DeadLetters.Administration;
using Messaging.Endpoints;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.RabbitMq.DeadLetters;
using Messaging.RabbitMq.Tests.Ordering;
using Messaging.RabbitMq.Tests.Support;
using Messaging.Testing;
using Messaging.Testing.Effects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.RabbitMq.Tests.DeadLetters;

/// <summary>The attempts of a dead letter are the times that its consumer ran, whatever the retries and redeliveries are.</summary>
public sealed class AttemptsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly (int Retries, int Redeliveries)[] Policies = [.. from retries in new[] { 0, 1, 3 } from redeliveries in Enumerable.Range(0, 4) select (retries, redeliveries)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_are_the_times_that_the_consumer_ran(bool ordered)
    {
        var runs = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var letters = await FailAsync(ordered, context =>
        {
            runs.AddOrUpdate(context.Message.Key, 1, (_, count) => count + 1);
            throw new TimeoutException("Again and again.");
        });

        foreach (var (retries, redeliveries) in Policies)
            runs[Queue(retries, redeliveries)].ShouldBe((retries + 1) * (redeliveries + 1), Queue(retries, redeliveries));
        foreach (var letter in letters)
            letter.Letter.Attempts.ShouldBe(runs[letter.Letter.Source], letter.Letter.Source);
        letters.ShouldAllBe(letter => !letter.Letter.Headers.ContainsKey(MessagingHeaders.FailedAttempts));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_that_ends_it_early_counts_what_was_before_and_not_what_could_have_been(bool ordered)
    {
        var runs = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var letters = await FailAsync(ordered, context => runs.AddOrUpdate(context.Message.Key, 1, (_, count) => count + 1) == 3
            ? throw new PermanentFailureException("That is enough.") : throw new TimeoutException("Again."));

        foreach (var letter in letters)
            letter.Letter.Attempts.ShouldBe(runs[letter.Letter.Source], letter.Letter.Source);
        // 1 delivery of 2 attempts and the first attempt of the next.
        letters.Single(letter => letter.Letter.Source == Queue(1, 2)).Letter.Attempts.ShouldBe(3);
    }

    /// <summary>Sends a message to a queue of each policy, and waits for their dead letters.</summary>
    private static async Task<IReadOnlyList<StoredDeadLetter>> FailAsync(bool ordered, Func<ConsumeContext<Step>, Task> then)
    {
        var uri = await (await TestServers.GetRabbitMqAsync(Token)).CreateVirtualHostAsync(Token);
        var database = await EffectsDatabase.CreateAsync();
        await using var replica = await ReplicaHost.StartAsync(
            uri,
            (context, rabbitMq) =>
            {
                foreach (var (retries, redeliveries) in Policies)
                    rabbitMq.ReceiveEndpoint(Queue(retries, redeliveries), endpoint => Configure(endpoint, context, Queue(retries, redeliveries), ordered));
            },
            services => database.AddTo(services.AddSingleton(new StepConsumer.After(then)).AddSingleton<IConfiguration>(Settings())),
            bus =>
            {
                bus.AddConsumer<StepConsumer>();
                bus.AddTransactionalMessaging<EffectsContext>();
                bus.AddRabbitMqDeadLetters(uri);
            });
        foreach (var (retries, redeliveries) in Policies)
        {
            var queue = await replica.Bus.GetSendEndpoint(new Uri($"exchange:{Queue(retries, redeliveries)}"));
            await queue.Send(new Step(Queue(retries, redeliveries), 0), context => context.SetOrderingKey("key"), Token);
        }

        IReadOnlyList<StoredDeadLetter> letters = [];
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await using var scope = replica.Services.CreateAsyncScope();
                letters = await scope.ServiceProvider.GetRequiredService<IDeadLetterAdministration>().ListAsync(new DeadLetterFilter(), null, 100, Token);
                return letters.Count >= Policies.Length;
            },
            Patience, "all are dead letters", Token);
        letters.Count.ShouldBe(Policies.Length);
        return letters;
    }

    private static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, string queue, bool ordered)
    {
        endpoint.UseDurableQueue(queue);
        context.CollectDeadLetters(queue);
        endpoint.PrefetchCount = 4;
        if (ordered)
            endpoint.UseOrderedQueue(context, queue, options => options.PollInterval = TimeSpan.FromMilliseconds(100));
        endpoint.UseFailurePolicy(context, redelivery: !ordered, name: queue);
        endpoint.UseTransactionalInbox<EffectsContext>(context);
        endpoint.ConfigureConsumer<StepConsumer>(context);
    }

    private static IConfigurationRoot Settings()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (retries, redeliveries) in Policies)
        {
            var failures = $"{EndpointSettings.Section}:{Queue(retries, redeliveries)}:Failures";
            settings[$"{failures}:Immediate:Retries"] = $"{retries}";
            settings[$"{failures}:Immediate:MinDelay"] = "00:00:00.001";
            // An empty list: never.
            settings[$"{failures}:Redelivery"] = "";
            for (var i = 0; i < redeliveries; i++)
                settings[$"{failures}:Redelivery:{i}"] = "00:00:00.100";
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    private static string Queue(int retries, int redeliveries) => $"retries-{retries}-redeliveries-{redeliveries}";
}
