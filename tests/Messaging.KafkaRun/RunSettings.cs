using System.Globalization;
using System.Security.Cryptography;

namespace Messaging.KafkaRun;

/// <summary>What a run does.</summary>
public sealed record RunSettings
{
    /// <summary>How many records are produced.</summary>
    public int Records { get; init; } = 100_000;

    /// <summary>Over so many keys.</summary>
    public int Keys { get; init; } = 2_000;

    /// <summary>Processes that consume, in one group.</summary>
    public int Members { get; init; } = 3;

    /// <summary>Brokers: 1, or 3 with three replicas of which two must be in sync.</summary>
    public int Brokers { get; init; } = 3;

    /// <summary>How many faults at most; each waits until the records have got on by their share.</summary>
    public int Faults { get; init; } = 60;

    /// <summary>Decides which faults come when; the same seed, the same faults.</summary>
    public int Seed { get; init; } = RandomNumberGenerator.GetInt32(1, 1_000_000);

    /// <summary>How long all may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(25);

    /// <summary>How the command is called.</summary>
    public const string Usage = "usage: ./kafka-run.sh [--records=100000] [--keys=2000] [--members=3] [--brokers=3|1] [--faults=60] [--seed=N] [--minutes=25]";

    /// <summary>Reads a command line; <see langword="null"/>: it is wrong.</summary>
    public static RunSettings? Parse(IReadOnlyList<string> arguments)
    {
        var settings = new RunSettings();
        foreach (var argument in arguments)
        {
            var parts = argument.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
                return null;

            var next = parts[0] switch
            {
                "--records" => settings with { Records = number },
                "--keys" => settings with { Keys = number },
                "--members" => settings with { Members = number },
                "--brokers" when number is 1 or 3 => settings with { Brokers = number },
                "--faults" => settings with { Faults = number },
                "--seed" => settings with { Seed = number },
                "--minutes" => settings with { Patience = TimeSpan.FromMinutes(number) },
                _ => null,
            };
            if (next is null)
                return null;

            settings = next;
        }

        return settings;
    }
}
