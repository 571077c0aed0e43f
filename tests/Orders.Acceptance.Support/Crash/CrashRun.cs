using System.Globalization;
using Messaging.Testing;
using Orders.Acceptance.Support.Load;
using Orders.Checker;
using Orders.Checker.Readers;

namespace Orders.Acceptance.Support.Crash;

/// <summary>Kills the service and its servers while orders come in, and asks the checker what is left.</summary>
public sealed class CrashRun(CrashSettings settings, Servers servers, string dll, string logFolder, TimeProvider time, Action<string> say)
{
    /// <summary>The name of the log event that the service writes when its inbox recognises a message.</summary>
    private const string InboxDuplicate = "InboxDuplicate";

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(90);

    private readonly long _began = time.GetTimestamp();

    /// <summary>Whether the service ran before anything was killed. What fails later is the service's failure, not the set-up's.</summary>
    public bool HasBegun { get; private set; }

    public async Task<CrashResult> RunAsync(CancellationToken cancellationToken)
    {
        Tell($"seed {settings.Seed}: {settings.Orders} orders at {settings.Rate}/s, {settings.Kills} kills of {settings.Replicas} replicas{(settings.KillServers ? ", and of each server once" : "")}; logs in {logFolder}");
        await using var replicas = new Replicas(servers.Settings(dll, logFolder), settings.Replicas);
        await replicas.StartAsync(ReadyLimit, cancellationToken);
        Tell("all replicas are ready");
        HasBegun = true;

        using var load = new OrderLoad(replicas.Addresses, settings.Rate, time);
        var faults = new FaultSequence(FaultPlan.Make(settings.Seed, settings.Orders, settings.Kills, settings.Replicas, settings.KillServers), fault => InjectAsync(fault, replicas, cancellationToken));
        await load.RunAsync(OrderPlan.Make(settings.Seed, settings.Orders), faults.BeforeAsync, cancellationToken);
        Tell($"the load is over, {load.History.AcceptedSoFar} orders were accepted");
        await faults.FinishAsync();
        await replicas.WaitUntilReadyAsync(ReadyLimit, cancellationToken);
        Tell("all replicas are ready; waiting for the end of all orders");

        var accepted = load.History.Accepted;
        await File.WriteAllLinesAsync(Path.Combine(logFolder, "accepted.txt"), accepted.Keys.Select(id => id.ToString()), cancellationToken);
        var options = replicas.CheckerOptions(settings.Wait) with { Accepted = [.. accepted.Keys], AcceptedIsAll = load.History.Unresolved.Count == 0 };
        var report = await Check.RunAsync(options, time, cancellationToken);
        Tell("judged");
        return new CrashResult(
            settings, load.History, report,
            [.. load.History.AllComplaints(), .. UnexpectedEnds(report, accepted)],
            report.Information.GetValueOrDefault(Report.Duplicates), replicas.CountLogLines(InboxDuplicate),
            settings.DuplicatesSql is { } sql ? await new PostgresReader(servers.Database).AskAsync(sql, cancellationToken) : null);
    }

    private static IEnumerable<string> UnexpectedEnds(Report report, IReadOnlyDictionary<Guid, PlannedOrder> accepted) =>
        from order in report.Seen.Orders ?? []
        where accepted.TryGetValue(order.Id, out var planned) && !planned.Ends.Contains(order.Status)
        select $"order {order.Id} ({accepted[order.Id].Kind}) ended {order.Status}{(order.Reason is null ? "" : $": {order.Reason}")}";

    private async Task InjectAsync(Fault fault, Replicas replicas, CancellationToken cancellationToken)
    {
        await Task.Delay(fault.After, time, cancellationToken);
        var began = time.GetTimestamp();
        if (fault.Kind is FaultKind.Replica)
        {
            var replica = replicas.Processes[fault.Replica];
            await replica.KillAsync(cancellationToken);
            Tell($"killed {fault} before order {fault.AtOrder}");
            await Task.Delay(fault.Down, time, cancellationToken);
            await replica.StartAndWaitAsync(ReadyLimit, cancellationToken);
        }
        else
        {
            var server = Server(fault.Kind);
            await server.KillAsync(cancellationToken);
            Tell($"killed {fault} before order {fault.AtOrder}");
            await Task.Delay(fault.Down, time, cancellationToken);
            await server.StartAsync(cancellationToken);
        }

        Tell($"{fault} is back after {time.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private TestServer Server(FaultKind kind) => kind switch
    {
        FaultKind.RabbitMq => servers.RabbitMq,
        FaultKind.Kafka => servers.Kafka,
        _ => servers.Postgres,
    };

    private void Tell(string what) => say(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_began).TotalSeconds,7:0.0} s  {what}"));
}
