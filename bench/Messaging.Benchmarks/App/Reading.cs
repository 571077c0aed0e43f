namespace Messaging.Benchmarks.App;

/// <summary>A record of 340 bytes with its key and its header.</summary>
internal sealed record Reading(int Number, string Sensor, string Unit, double Value, string Note)
{
    public static Reading Of(int number) => new(number, $"sensor-{number % 1_000:0000}", "degrees", number * 0.25, new string('n', 208));
}
