using System.Diagnostics.Metrics;
using Messaging.Tasks;
using Names = Messaging.EntityFrameworkCore.TransactionalTasksMetrics;

namespace Messaging.EntityFrameworkCore.Tasks;

/// <summary>The instruments of this host. See <see cref="TransactionalTasksMetrics"/> for what they mean.</summary>
internal sealed class TaskInstruments : IDisposable
{
    private readonly Meter? _own;
    private readonly Instrument _gauge;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _durations;

    public TaskInstruments(IMeterFactory? factory = null)
    {
        // A container without AddMetrics has no factory, and nobody there who would listen by way of one.
        var meter = factory?.Create(Names.MeterName) ?? (_own = new Meter(Names.MeterName));
        _gauge = meter.CreateObservableGauge(Names.Open, Observe, "{task}", "Tasks that have not ended");
        _ended = meter.CreateCounter<long>(Names.Ended, "{task}", "Tasks that have ended");
        _retries = meter.CreateCounter<long>(Names.Retries, "{attempt}", "Attempts that failed and are followed by another one");
        _durations = meter.CreateHistogram<double>(Names.Duration, "s", "Duration of an attempt, with its transaction");
    }

    /// <summary>Whether anybody looks at the gauge, so that measuring is worth its query.</summary>
    public bool IsGaugeWatched => _gauge.Enabled;

    /// <summary>What the gauge shows from now on; empty where nothing is known.</summary>
    public IReadOnlyList<OpenTasks> Open { get; set; } = [];

    /// <summary>An attempt has ended, and left the task in this state.</summary>
    public void Ended(TaskBegin task, TaskState state, TimeSpan duration)
    {
        KeyValuePair<string, object?> name = new(Names.TaskTag, task.Task), queue = new(Names.QueueTag, task.Queue), left = new(Names.StateTag, state.ToString());
        _durations.Record(duration.TotalSeconds, name, queue, left);
        if (state is TaskState.Retrying)
            _retries.Add(1, name, queue);
        else
            _ended.Add(1, name, queue, left);
    }

    /// <summary>A task ended without an attempt: it was revoked before, or had expired.</summary>
    public void LeftOut(TaskBegin task) =>
        _ended.Add(1, new(Names.TaskTag, task.Task), new(Names.QueueTag, task.Queue), new(Names.StateTag, nameof(TaskState.Revoked)));

    public void Dispose() => _own?.Dispose();

    private IEnumerable<Measurement<long>> Observe() =>
        Open.Select(open => new Measurement<long>(open.Count, new(Names.QueueTag, open.Queue), new(Names.StateTag, open.State.ToString())));
}
