using Messaging.Testing.Hosts;

namespace Messaging.Testing.Local;

/// <summary>PostgreSQL from <c>initdb</c> and <c>postgres</c>.</summary>
internal static class LocalPostgres
{
    public const string User = "postgres";

    /// <summary>
    /// fsync stays on, since tests crash this server. Pages torn by a loss of power are no concern of theirs, the rest saves memory.
    /// </summary>
    private static readonly ServerSettings Defaults = new()
    {
        ["listen_addresses"] = "127.0.0.1",
        ["unix_socket_directories"] = "",
        ["max_connections"] = "300",
        ["shared_buffers"] = "64MB",
        ["full_page_writes"] = "off",
        ["lc_messages"] = "C",
    };

    public static async Task<Offer<PostgresServer>> TryAsync(
        Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        if (surroundings.Find("initdb") is not { } initdb || surroundings.Find("postgres") is not { } program)
            return Offer<PostgresServer>.None("no PostgreSQL is installed (initdb and postgres, in /usr/lib/postgresql/*/bin or the PATH)");

        var folder = await PrivateFolder.CreateAsync("postgres", User, cancellationToken);
        var data = Path.Combine(folder, "data");
        await ProgramRun.ExpectAsync(
            initdb,
            ["-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
            cancellationToken,
            user: User);

        var port = FreePort.Next();
        var recipe = new ProcessRecipe
        {
            Program = program,
            Arguments =
            [
                "-D", data, "-p", $"{port}",
                .. Defaults.With(settings).SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
            ],
            Log = Path.Combine(folder, "server.log"),
            User = User,
            // "Fast": end the sessions, too. And "immediate": like SIGKILL, but it takes the children along, which would
            // otherwise hold the shared memory and so prevent the next start.
            StopSignal = Signal.Interrupt,
            CrashSignal = Signal.Quit,
        };
        var connectionString = $"Host=127.0.0.1;Port={port};Database=postgres;Username={User};Password=postgres";
        return Offer<PostgresServer>.Of(
            await ServerSearch.ReadyAsync(new PostgresServer(new LocalHost(recipe, folder), connectionString), cancellationToken));
    }
}
