using System.Globalization;

namespace Messaging.Redis.Worker;

/// <summary>What a worker shall do, handed over by its environment.</summary>
/// <param name="Redis">The server.</param>
/// <param name="Prefix">What the names of its stream and list begin with.</param>
/// <param name="Folder">Where it writes its effects.</param>
/// <param name="TakeOverAfter">See the endpoint's setting of that name.</param>
/// <param name="DeliveryLimit">See the endpoint's setting of that name.</param>
public sealed record WorkerOptions(string Redis, string Prefix, string Folder, TimeSpan TakeOverAfter, int DeliveryLimit)
{
    /// <summary>A number at which the process dies at once.</summary>
    public int? DieOn { get; init; }

    /// <summary>Whether its consumers never end.</summary>
    public bool Hang { get; init; }

    /// <summary>The stream, consumed in the group <c>workers</c>.</summary>
    public string Stream => $"{Prefix}:stream";

    /// <summary>The list.</summary>
    public string List => $"{Prefix}:list";

    /// <summary>The stream whose consumers use idempotency keys.</summary>
    public string Once => $"{Prefix}:once";

    /// <summary>As variables.</summary>
    public IReadOnlyDictionary<string, string> ToEnvironment() => new Dictionary<string, string>
    {
        ["WORKER_REDIS"] = Redis,
        ["WORKER_PREFIX"] = Prefix,
        ["WORKER_FOLDER"] = Folder,
        ["WORKER_TAKE_OVER"] = TakeOverAfter.ToString("c", CultureInfo.InvariantCulture),
        ["WORKER_LIMIT"] = DeliveryLimit.ToString(CultureInfo.InvariantCulture),
        ["WORKER_DIE_ON"] = DieOn?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["WORKER_HANG"] = Hang ? "1" : "",
    };

    /// <summary>From variables.</summary>
    public static WorkerOptions FromEnvironment()
    {
        return new WorkerOptions(
            Get("REDIS"), Get("PREFIX"), Get("FOLDER"), TimeSpan.Parse(Get("TAKE_OVER"), CultureInfo.InvariantCulture),
            int.Parse(Get("LIMIT"), CultureInfo.InvariantCulture))
        {
            DieOn = int.TryParse(Get("DIE_ON"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null,
            Hang = Get("HANG").Length > 0,
        };

        static string Get(string name) => Environment.GetEnvironmentVariable($"WORKER_{name}") ?? "";
    }
}
