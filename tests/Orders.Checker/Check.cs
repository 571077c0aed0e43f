using Orders.Checker.Invariants;
using Orders.Checker.Readers;

namespace Orders.Checker;

/// <summary>Reads an installation and judges it.</summary>
public static class Check
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Report Judge(Snapshot seen) => Report.Of(seen, All.Invariants);

    /// <summary>
    /// Waits until nothing is pending, then judges. While time is left it reads again, if all that is wrong may still heal:
    /// a message that a consumer holds unacknowledged is in no count.
    /// </summary>
    public static async Task<Report> RunAsync(CheckerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var installation = new Installation(options);
        var began = time.GetTimestamp();
        while (true)
        {
            var last = time.GetElapsedTime(began) >= options.Wait;
            try
            {
                if (last || (await installation.ReadPendingAsync(cancellationToken)).Count == 0)
                {
                    var report = Judge(await installation.ReadAsync(cancellationToken));
                    if (last || !report.MayHeal)
                        return report;
                }
            }
            catch (CannotLookException) when (!last)
            {
                // A server that was just started again may need a moment; the last reading has the final say.
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
