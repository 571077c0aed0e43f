using System.Diagnostics;

namespace Messaging.Telemetry;

/// <summary>
/// Marks work that belongs to nobody's trace: polling, leases, housekeeping. Under a parent that is not recorded, samplers that follow the
/// parent, as OpenTelemetry's default does, record nothing either; otherwise each poll would be a trace of its own.
/// </summary>
public static class Untraced
{
    /// <summary>Begins such work; disposing brings back the activity that was current before.</summary>
    public static IDisposable Begin()
    {
        var before = Activity.Current;
        Activity.Current = null;
        var activity = new Activity("untraced").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.ActivityTraceFlags = ActivityTraceFlags.None;
        return new Scope(activity, before);
    }

    private sealed class Scope(Activity activity, Activity? before) : IDisposable
    {
        public void Dispose()
        {
            activity.Dispose();
            Activity.Current = before;
        }
    }
}
