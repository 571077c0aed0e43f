using Messaging.Testing.Hosts;

namespace Messaging.Testing.Local;

/// <summary>Redis from <c>redis-server</c>. It appends to a file, so that a killed server comes back with its data.</summary>
internal static class LocalRedis
{
    private static readonly ServerSettings Defaults = new() { ["appendonly"] = "yes", ["save"] = "" };

    public static async Task<Offer<RedisServer>> TryAsync(
        Surroundings surroundings, ServerSettings? settings, CancellationToken cancellationToken)
    {
        if ((surroundings.Find("redis-server") ?? surroundings.Find("valkey-server")) is not { } program)
            return Offer<RedisServer>.None("no redis-server is installed");

        var folder = await PrivateFolder.CreateAsync("redis", owner: null, cancellationToken);
        var port = FreePort.Next();
        var recipe = new ProcessRecipe
        {
            Program = program,
            Arguments =
            [
                "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder,
                .. Defaults.With(settings).SelectMany(setting => new[] { "--" + setting.Key, setting.Value }),
            ],
            Log = Path.Combine(folder, "server.log"),
        };
        return Offer<RedisServer>.Of(
            await ServerSearch.ReadyAsync(new RedisServer(new LocalHost(recipe, folder), $"127.0.0.1:{port}"), cancellationToken));
    }
}
