using System.Diagnostics;

namespace Messaging.CrashSample;

/// <summary>
/// The places where a replica can be told to kill itself with SIGKILL. They are all in this program, in wrappers around the library's own
/// interfaces: the library has no hook.
/// </summary>
public static class CrashPoint
{
    private static readonly AsyncLocal<bool> IsProducing = new();

    private static string _armed = "";
    private static int _left;

    /// <summary>The points that a replica reaches by itself. Between a publish and its confirm a proxy has to hold the confirm.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "before a request's commit", "after a request's commit", "before the publish", "after the confirm", "before the delete", "after the delete",
        "after the inbox row", "before a consumer's commit", "after a consumer's commit, before the ack", "after the ack",
    ];

    public static void Arm(string point, int after) => (_armed, _left) = (point, after);

    public static void Reach(string point)
    {
        if (_armed == point && Interlocked.Decrement(ref _left) == 0)
            Process.GetCurrentProcess().Kill();
    }

    /// <summary>Whoever commits on this flow of control is a request, not a consumer.</summary>
    public static void BeginRequest() => IsProducing.Value = true;

    public static void ReachBeforeCommit() => Reach(IsProducing.Value ? "before a request's commit" : "before a consumer's commit");

    public static void ReachAfterCommit() => Reach(IsProducing.Value ? "after a request's commit" : "after a consumer's commit, before the ack");
}
