namespace Messaging.Testing.Hosts;

/// <summary>PostgreSQL refuses to run as root, and RabbitMQ should not: then they run as the user whom their packages create.</summary>
internal static class RunAs
{
    /// <summary>The words to put before a command, none when we are not root or the user does not exist.</summary>
    public static string[] Prefix(string? user) =>
        user is not null && Applies(user) && Programs.Find("setpriv") is { } setpriv
            ? [setpriv, "--reuid", user, "--regid", user, "--clear-groups", "--"]
            : [];

    /// <summary>Gives the folder to the user who will write there.</summary>
    public static Task GiveAsync(string folder, string user, CancellationToken cancellationToken) =>
        Applies(user) ? ProgramRun.ExpectAsync("chown", ["-R", user, folder], cancellationToken) : Task.CompletedTask;

    private static bool Applies(string user) =>
        Environment.IsPrivilegedProcess
        && File.Exists("/etc/passwd")
        && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(user + ":", StringComparison.Ordinal));
}
