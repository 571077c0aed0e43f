using System.Globalization;

namespace Messaging.Benchmarks.Harness;

/// <summary>The processor time of a process and its children, also of those that have ended, from <c>/proc</c>.</summary>
internal static class ProcessTreeTime
{
    // proc(5), /proc/PID/stat, counted from the field after the name: state is 0, ppid 1.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int ChildrenSystemTime = 14;
    private const double TicksPerSecond = 100;

    /// <returns><see langword="null"/> for a process that is not on this machine.</returns>
    public static TimeSpan? Of(int pid)
    {
        if (pid == 0 || !Directory.Exists($"/proc/{pid}"))
            return null;
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => (Pid: int.Parse(name!, CultureInfo.InvariantCulture), Fields: Read(name!)))
            .Where(process => process.Fields.Length > ChildrenSystemTime)
            .ToDictionary(process => process.Pid, process => process.Fields);
        return TimeSpan.FromSeconds(Sum(pid, all) / TicksPerSecond);
    }

    private static long Sum(int pid, Dictionary<int, string[]> all) =>
        (all.TryGetValue(pid, out var fields) ? fields[UserTime..(ChildrenSystemTime + 1)].Sum(Number) : 0)
        + all.Where(process => Number(process.Value[Parent]) == pid).Sum(process => Sum(process.Key, all));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Read(string pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended since the folder was listed.
            return [];
        }
    }
}
