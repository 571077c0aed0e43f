using System.Diagnostics;
using Messaging.KafkaRun.App;
using Messaging.KafkaRun.Faults;
using Messaging.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.KafkaRun;

/// <summary>
/// A producer through the outbox and members of one group, while they and the brokers are killed, frozen and restarted; then the history in
/// the database is checked.
/// </summary>
public sealed class Run(RunSettings settings, Action<string> say)
{
    /// <summary>Starts servers and processes, and stops them in the end.</summary>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        say($"seed {settings.Seed}: --seed={settings.Seed} brings the same faults");
        var folder = Directory.CreateTempSubdirectory("messaging-kafka-run-").FullName;
        await using var postgres = await TestServers.StartPostgresAsync(cancellationToken: cancellationToken);
        var brokers = settings.Brokers == 1
            ? [await TestServers.StartKafkaAsync(cancellationToken: cancellationToken)]
            : await TestServers.StartKafkaNodesAsync(settings.Brokers, cancellationToken);
        try
        {
            var surroundings = new RunSurroundings(
                "run", await postgres.CreateDatabaseAsync(cancellationToken), string.Join(',', brokers.Select(b => b.ConnectionString)), "steps",
                settings.Brokers, settings.Records, settings.Keys, folder);
            return await RunAsync(surroundings, brokers, cancellationToken);
        }
        finally
        {
            foreach (var broker in brokers)
                await broker.DisposeAsync();
            say($"logs of the processes: {folder}");
        }
    }

    private async Task<RunResult> RunAsync(RunSurroundings surroundings, IReadOnlyList<KafkaServer> brokers, CancellationToken cancellationToken)
    {
        using (var host = RunHost.Build(surroundings, member: false))
            await RunHost.CreateTablesAsync(host.Services, cancellationToken);

        await using var history = new History(surroundings);
        await using var producer = new Child("producer", surroundings with { Name = "producer" });
        var members = Enumerable.Range(1, settings.Members).Select(n => new Child("member", surroundings with { Name = $"member-{n}" })).ToList();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(settings.Patience);
        var memory = new MemoryWatch([.. members, producer]);
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        var watching = memory.RunAsync(watched.Token);
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        try
        {
            var started = Stopwatch.GetTimestamp();
            producer.Start();
            members.ForEach(member => member.Start());
            var chaos = new Chaos(new Random(settings.Seed), members, producer, brokers, token => ProgressAsync(history, token), text => say($"{Stopwatch.GetElapsedTime(started):mm\\:ss} {text}"));
            var faults = ChaosAsync(chaos, history, quiet.Token);
            // The last tenth passes without new faults: everything must come back by itself.
            await UntilAsync(history, settings.Records * 9L / 10, members.Append(producer), started, patience.Token);
            await quiet.CancelAsync();
            await faults;
            while (!await history.ProducedAsync(patience.Token))
                await Task.Delay(100, patience.Token);
            var recovering = Stopwatch.GetTimestamp();
            await UntilAsync(history, settings.Records, members.Append(producer), started, patience.Token);
            var duration = Stopwatch.GetElapsedTime(started);
            var lag = await history.LagAsync(TimeSpan.FromSeconds(60), patience.Token);
            var text = string.Join(',', chaos.Done.OrderBy(f => f.Key).Select(f => $"{f.Key}:{f.Value}"));
            var recovery = Stopwatch.GetElapsedTime(recovering);
            return (await history.ResultAsync(settings.Seed, text, lag, duration, cancellationToken)) with
            {
                MemoryGrowth = memory.Growth / 1024 / 1024, Recovery = recovery,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            say("the patience is over");
            return await history.ResultAsync(settings.Seed, "?", -1, settings.Patience, cancellationToken);
        }
        finally
        {
            await watched.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var member in members)
                await member.DisposeAsync();
        }
    }

    private async Task ProgressAsync(History history, CancellationToken cancellationToken)
    {
        var wanted = await history.EffectsAsync(cancellationToken) + (settings.Records / settings.Faults);
        while (await history.EffectsAsync(cancellationToken) < wanted)
            await Task.Delay(200, cancellationToken);
    }

    private static async Task ChaosAsync(Chaos chaos, History history, CancellationToken stopping)
    {
        // Faults begin when there is something to lose.
        while (await history.EffectsAsync(stopping) == 0)
            await Task.Delay(200, stopping);
        await chaos.RunAsync(stopping);
    }

    private async Task UntilAsync(History history, long wanted, IEnumerable<Child> children, long started, CancellationToken cancellationToken)
    {
        var all = children.ToList();
        var told = -1L;
        for (long effects; (effects = await history.EffectsAsync(cancellationToken)) < wanted; await Task.Delay(500, cancellationToken))
        {
            if (effects / 5_000 != told)
                say($"{Stopwatch.GetElapsedTime(started):mm\\:ss} {effects} effects");
            told = effects / 5_000;
            if (all.FirstOrDefault(child => child is { IsBusy: false, HasEnded: true }) is { } ended)
                throw new InvalidOperationException($"{ended.Name} ended by itself; see its log.");
        }
    }
}
