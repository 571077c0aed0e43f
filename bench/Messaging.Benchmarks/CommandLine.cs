using System.Globalization;
using Messaging.Benchmarks.Harness;
using Messaging.Benchmarks.Measures;

namespace Messaging.Benchmarks;

/// <summary>Which measures, and how much of them.</summary>
internal sealed record CommandLine(IReadOnlyList<IMeasure> Measures, Scale Scale, string? Problem)
{
    private static readonly IReadOnlyList<IMeasure> All =
    [
        new PublishMeasure(), new ConsumeMeasure("consume", messagesPerCommit: 1), new ConsumeMeasure("consume-group", messagesPerCommit: 16), new DrainMeasure(),
        new LatencyMeasure("latency", keyed: false), new LatencyMeasure("latency-key", keyed: true), new BacklogMeasure(), new PoisonMeasure(), new WorkflowMeasure(),
        new StartMeasure("start", published: true), new StartMeasure("start-build", published: false), new KafkaMeasure(), new KafkaSlowMeasure(), new KafkaInboxMeasure(),
        new RedisStreamMeasure(),
        new DeadLettersMeasure(), new TasksMeasure(),
    ];

    private const string RoundsOption = "--rounds=";

    private static string Usage => $"usage: ./bench.sh [--quick] [{RoundsOption}N] [{string.Join('|', All.Select(measure => measure.Name))}]...";

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var scale = arguments.Contains("--quick") ? Scale.Quick : Scale.Full;
        if (arguments.FirstOrDefault(argument => argument.StartsWith(RoundsOption, StringComparison.Ordinal)) is { } option
            && int.TryParse(option[RoundsOption.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0)
        {
            scale = scale with { Rounds = rounds };
        }

        var names = arguments.Where(argument => argument is not "--quick" && !argument.StartsWith(RoundsOption, StringComparison.Ordinal)).ToList();
        if (names.FirstOrDefault(name => All.All(measure => measure.Name != name)) is { } unknown)
            return new CommandLine([], scale, $"There is no measure {unknown}. {Usage}");
        return new CommandLine(names.Count == 0 ? All : [.. All.Where(measure => names.Contains(measure.Name))], scale, null);
    }
}
