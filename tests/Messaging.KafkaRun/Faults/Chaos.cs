using Messaging.Testing;

namespace Messaging.KafkaRun.Faults;

/// <summary>Brings faults one after the other, as the seed says; some last while the next ones come.</summary>
internal sealed class Chaos(Random random, IReadOnlyList<Child> members, Child producer, IReadOnlyList<KafkaServer> brokers, Func<CancellationToken, Task> progress, Action<string> say)
{
    // Beyond the session of six seconds.
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(9);
    private static readonly FaultKind[] Deck =
    [
        FaultKind.KillMember, FaultKind.KillBroker, FaultKind.FreezeMember, FaultKind.KillMember, FaultKind.RestartMember, FaultKind.KillBroker,
        FaultKind.KillMember, FaultKind.FreezeMember, FaultKind.KillProducer,
    ];

    private readonly List<Task> _running = [];
    private int _brokersKilled;
    private bool _brokerIsAway;

    public Dictionary<FaultKind, int> Done { get; } = [];

    /// <summary>Goes on until it is stopped, and then waits until everything it has stopped runs again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var deck = Deck.ToArray();
                random.Shuffle(deck);
                foreach (var kind in deck)
                {
                    // On a slow machine, too, the processes get somewhere between two faults.
                    await progress(stopping);
                    await Task.Delay(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())), stopping);
                    _running.Add(BringAsync(kind));
                }

                foreach (var ended in _running.Where(task => task.IsCompleted))
                    await ended;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAll(_running);
        }
    }

    private Task BringAsync(FaultKind kind)
    {
        Done[kind] = Done.GetValueOrDefault(kind) + 1;
        return kind switch
        {
            FaultKind.KillBroker => BrokerAsync(),
            FaultKind.KillProducer => WithAsync(producer, async child =>
            {
                say($"kill {child.Name}");
                await child.KillAsync();
                child.Start();
            }),
            _ => WithAsync(members.Where(m => !m.IsBusy).OrderBy(_ => random.Next()).FirstOrDefault(), child => MemberAsync(kind, child)),
        };
    }

    private async Task MemberAsync(FaultKind kind, Child child)
    {
        say($"{kind} {child.Name}");
        switch (kind)
        {
            case FaultKind.KillMember:
                await child.KillAsync();
                await Task.Delay(TimeSpan.FromSeconds(1));
                child.Start();
                break;
            case FaultKind.RestartMember:
                if (!await child.StopAsync(TimeSpan.FromSeconds(40)))
                    say($"{child.Name} did not stop within 40 s and was killed");
                child.Start();
                break;
            default:
                child.Freeze();
                await Task.Delay(Frozen);
                child.Thaw();
                say($"thaw {child.Name}");
                break;
        }
    }

    private static async Task WithAsync(Child? child, Func<Child, Task> fault)
    {
        if (child is null or { IsBusy: true })
            return;

        child.IsBusy = true;
        try
        {
            await fault(child);
        }
        finally
        {
            child.IsBusy = false;
        }
    }

    // One at a time: with two away of three nothing could be written, which is an outage and no fault to survive without a pause.
    private async Task BrokerAsync()
    {
        if (_brokerIsAway)
            return;

        _brokerIsAway = true;
        try
        {
            var broker = brokers[_brokersKilled++ % brokers.Count];
            say($"kill broker {broker.ConnectionString}");
            await broker.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(brokers.Count > 1 ? 3 : 0.5));
            await broker.StartAsync();
            say($"broker {broker.ConnectionString} is back");
            // Its replicas catch up before the next one goes.
            await Task.Delay(TimeSpan.FromSeconds(brokers.Count > 1 ? 4 : 1));
        }
        finally
        {
            _brokerIsAway = false;
        }
    }
}
