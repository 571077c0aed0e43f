namespace Messaging.Testing.Containers;

/// <summary>
/// The images of the containers. They are named in one place, the file <c>.env</c> at the root of the repository, which Docker
/// Compose reads as well. A variable of the environment wins: <c>POSTGRES_IMAGE</c> and its like for Compose and the tests,
/// <c>TEST_IMAGE_POSTGRES</c> for the tests alone.
/// </summary>
internal sealed class Images(Func<string, string?> variable, IReadOnlyDictionary<string, string> file)
{
    public string Postgres => Name("POSTGRES");

    public string RabbitMq => Name("RABBITMQ");

    public string Kafka => Name("KAFKA");

    public string Redis => Name("REDIS");

    /// <summary>Reads the file, from the folder of the tests upwards.</summary>
    public static Images Read(Surroundings surroundings)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, ".env");
            if (File.Exists(file))
                return new Images(surroundings.Setting, Parse(File.ReadLines(file)));
        }

        return new Images(surroundings.Setting, new Dictionary<string, string>());
    }

    internal static Dictionary<string, string> Parse(IEnumerable<string> lines) =>
        lines.Select(line => line.Trim())
            .Where(line => line.Contains('=') && !line.StartsWith('#'))
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim().Trim('"'), StringComparer.Ordinal);

    private string Name(string server) =>
        variable($"TEST_IMAGE_{server}")
        ?? variable($"{server}_IMAGE")
        ?? (file.TryGetValue($"{server}_IMAGE", out var name) && name.Length > 0 ? name : null)
        ?? throw new ServerUnavailableException(
            $"No image is named for {server}: set TEST_IMAGE_{server}, or {server}_IMAGE in the file .env at the root of the repository.");
}
