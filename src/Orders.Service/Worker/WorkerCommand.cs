using System.Globalization;

namespace Orders.Service.Worker;

/// <summary><c>Orders.Service worker --queues email,data --concurrency 4</c>, in Celery's words <c>-Q email,data -c 4</c>.</summary>
internal static class WorkerCommand
{
    private const int MostConcurrent = 1_000;

    private static readonly Dictionary<string, string> ShortForms = new(StringComparer.Ordinal) { ["-Q"] = "queues", ["-c"] = "concurrency" };

    /// <summary>What this process consumes; <see langword="null"/>, with a message, where a worker is told to do what it can't.</summary>
    public static ConsumedQueues? Queues(string? command, string[] args)
    {
        if (command is not "worker")
            return ConsumedQueues.All;
        var (consumed, error) = Read(args[1..]);
        if (error is null)
            return consumed;
        Commands.WrongArguments(error);
        return null;
    }

    /// <summary>What to consume; an error instead where it is not to be understood.</summary>
    public static (ConsumedQueues Consumed, string? Error) Read(IEnumerable<string> args)
    {
        IConfiguration given;
        try
        {
            given = new ConfigurationBuilder().AddCommandLine([.. args], ShortForms).Build();
        }
        catch (FormatException exception)
        {
            return (ConsumedQueues.All, exception.Message);
        }

        var known = $"The queues of this service are {string.Join(", ", Workflow.Queues.All)}.";
        var queues = (given["queues"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (queues.Length == 0)
            return (ConsumedQueues.All, $"A worker needs --queues NAME,NAME. {known}");
        if (queues.Except(Workflow.Queues.All, StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown)
            return (ConsumedQueues.All, $"Unknown queue: {string.Join(", ", unknown)}. {known}");
        if (given["concurrency"] is not { } text)
            return (new ConsumedQueues(queues, null), null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var concurrency) && concurrency is >= 1 and <= MostConcurrent
            ? (new ConsumedQueues(queues, concurrency), null)
            : (ConsumedQueues.All, $"--concurrency must be a whole number from 1 to {MostConcurrent}, and is '{text}'.");
    }
}
