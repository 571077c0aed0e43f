using System.Security.Cryptography;
using Orders.Acceptance.Support.Crash;
using Orders.Checker;

namespace Orders.CrashRun;

/// <summary>The command line of the crash run.</summary>
internal sealed record CrashCommand(CrashSettings Settings, string Dll, string LogFolder)
{
    public const string Usage = """
        crash-run.sh: kills the service and its servers while orders come in, and checks that every effect happened once.

          --orders N              default 3000
          --kills N               how many replicas are killed, default 5
          --replicas N            default 2
          --rate N                orders in a second, default 60
          --seed N                makes the same orders and faults as an earlier run
          --wait DURATION         how long the service has to finish in the end, default 2m
          --no-server-kills       leaves RabbitMQ, Kafka and PostgreSQL alone
          --duplicates-sql SQL    a statement that answers with the number of duplicates the database knows of
          --service FILE          the built Orders.Service.dll
          --logs FOLDER           where the logs and the ids of accepted orders go

        Exit code 0: passed; 1: failed; 2: wrong usage, or something could not be started.
        """;

    public static CrashCommand Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine(args, ["--orders", "--kills", "--replicas", "--rate", "--seed", "--wait", "--duplicates-sql", "--service", "--logs"], ["--no-server-kills"]);
        var defaults = new CrashSettings { Seed = line.Number("--seed", RandomNumberGenerator.GetInt32(1_000_000)) };
        var settings = defaults with
        {
            Orders = line.Number("--orders", defaults.Orders),
            Kills = line.Number("--kills", defaults.Kills),
            Replicas = line.Number("--replicas", defaults.Replicas),
            Rate = line.Number("--rate", defaults.Rate),
            Wait = line.Duration("--wait", defaults.Wait),
            KillServers = !line.Has("--no-server-kills"),
            DuplicatesSql = line.Text("--duplicates-sql"),
        };
        if (settings is { Orders: 0 } or { Replicas: 0 } or { Rate: 0 })
            throw new UsageException("--orders, --replicas and --rate are 1 or more");
        return new CrashCommand(
            settings,
            line.Text("--service") ?? throw new UsageException("--service: say where the built Orders.Service.dll is"),
            line.Text("--logs") ?? Directory.CreateTempSubdirectory("orders-crash-run-").FullName);
    }
}
