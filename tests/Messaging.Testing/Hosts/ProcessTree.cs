using System.Globalization;

namespace Messaging.Testing.Hosts;

/// <summary>A process and all its descendants: PostgreSQL serves each connection in a process of its own.</summary>
internal static class ProcessTree
{
    /// <summary>Signals the process first, so that it has no more children while these are looked for.</summary>
    public static void Signal(int pid, int signal)
    {
        Hosts.Signal.Send(pid, signal);
        foreach (var child in Children(pid))
            Signal(child, signal);
    }

    private static IEnumerable<int> Children(int pid)
    {
        if (!Directory.Exists("/proc"))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var candidate) && ParentOf(folder) == pid)
                yield return candidate;
        }
    }

    private static int ParentOf(string folder)
    {
        try
        {
            // pid (name, which may hold spaces and brackets) state parent ...
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }
}
