namespace Messaging.Testing.Hosts;

/// <summary>Finds installed programs.</summary>
internal static class Programs
{
    /// <summary>
    /// Where servers are looked for: first where Debian keeps the programs themselves (its wrappers in /usr/sbin change the user and
    /// the log), newest PostgreSQL first, then the PATH, then folders that are often missing from the PATH of a plain user.
    /// </summary>
    public static IReadOnlyList<string> Folders { get; } =
    [
        .. PostgresFolders(),
        "/usr/lib/rabbitmq/bin",
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        "/usr/sbin",
        "/sbin",
        "/usr/local/sbin",
        "/opt/homebrew/sbin",
    ];

    public static string? Find(string program) => Find(program, Folders);

    public static string? Find(string program, IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> PostgresFolders() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
}
