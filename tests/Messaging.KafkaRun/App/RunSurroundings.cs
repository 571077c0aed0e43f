namespace Messaging.KafkaRun.App;

/// <summary>What a child process is told by its environment.</summary>
/// <param name="Name">Its name in the run.</param>
/// <param name="Database">The database's connection string.</param>
/// <param name="Kafka">The brokers.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Replicas">Replicas of the topic.</param>
/// <param name="Records">How many records there shall be.</param>
/// <param name="Keys">Over so many keys.</param>
/// <param name="Folder">Where to leave counts.</param>
public sealed record RunSurroundings(string Name, string Database, string Kafka, string Topic, int Replicas, int Records, int Keys, string Folder)
{
    public const string Group = "run";
    public const int Partitions = 8;
    private const string Prefix = "KAFKA_RUN_";

    public IEnumerable<KeyValuePair<string, string>> ToEnvironment() => typeof(RunSurroundings).GetProperties()
        .Select(property => KeyValuePair.Create(Prefix + property.Name.ToUpperInvariant(), $"{property.GetValue(this)}"));

    public static RunSurroundings FromEnvironment()
    {
        return new RunSurroundings(Of("NAME"), Of("DATABASE"), Of("KAFKA"), Of("TOPIC"), Number("REPLICAS"), Number("RECORDS"), Number("KEYS"), Of("FOLDER"));

        static string Of(string name) =>
            Environment.GetEnvironmentVariable(Prefix + name) ?? throw new InvalidOperationException($"{Prefix}{name} is not set; the run starts this process.");

        static int Number(string name) => int.Parse(Of(name), System.Globalization.CultureInfo.InvariantCulture);
    }
}
