using Orders.Service.Bus;
using Orders.Service.Persistence;

namespace Orders.Service;

/// <summary>What the executable can be asked to do by its first argument. Exit codes: 0 good, 1 failed, 2 wrong usage.</summary>
internal static class Commands
{
    private const string Usage =
        """
        usage: Orders.Service [--urls ADDRESS] [--KEY VALUE ...]   everything in one process
               Orders.Service worker --queues NAME,NAME [--concurrency N] [--KEY VALUE ...]
                                                                   consumes these queues alone; health on port 8080
               Orders.Service migrate                              applies migrations, seeds the stock, exits
               Orders.Service check [--json]                       runs the start-up checks against the configured servers, exits
               Orders.Service health                               asks the service of this machine whether it is ready
        """;

    /// <summary>The command, or <see langword="null"/> for the service itself.</summary>
    public static string? Of(string[] args) => args.Length > 0 && !args[0].StartsWith('-') ? args[0] : null;

    public const int HasFailed = 1;
    public const int Misused = 2;

    public static int WrongUsage(string[] args)
    {
        Console.Error.WriteLine($"Unknown command '{string.Join(' ', args)}'.\n{Usage}");
        return 2;
    }

    /// <summary>The arguments of a command that exists are wrong.</summary>
    public static void WrongArguments(string error) => Console.Error.WriteLine($"{error}\n{Usage}");

    /// <summary>Which servers to use; <see langword="null"/>, with a message, when one is missing.</summary>
    public static Servers? FindServers(WebApplicationBuilder builder)
    {
        try
        {
            return Servers.From(builder.Configuration, builder.Environment);
        }
        catch (MissingConnectionStringException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return null;
        }
    }

    /// <summary>The settings are wrong, and so the process ends.</summary>
    public static int Refuse(string complaint)
    {
        Console.Error.WriteLine(complaint);
        return HasFailed;
    }

    /// <summary>Applies what is missing and leaves; what the Kubernetes job runs.</summary>
    public static async Task<int> MigrateAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
            return 0;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && StrictSettings.Complaint(exception) is null)
        {
            var target = Monitoring.DatabaseTarget.Of(scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database);
            await Console.Error.WriteLineAsync(
                $"{target.Name} at {target.Host} can't be migrated. {Monitoring.DatabaseTarget.Explain(exception)} Correct {Monitoring.DatabaseTarget.ConfigurationKey}.");
            return 1;
        }
    }
}
