using Messaging.Testing;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Support;

/// <summary>What the tests of endpoints have in common; names are their own.</summary>
public abstract class RedisContract(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly string Run = Guid.NewGuid().ToString("N")[..8];
    private static int _number;

    protected const string Group = "tests";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Server => fixture.Server;

    protected IDatabase Raw => fixture.Raw;

    protected ConnectionMultiplexer Connection => fixture.Connection;

    protected string Name { get; } = $"notes-{Run}-{Interlocked.Increment(ref _number)}";

    protected static Task UntilAsync(Func<bool> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Token);

    protected static Task UntilAsync(Func<Task<bool>> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Token);

    /// <summary>What the group has taken and not acknowledged.</summary>
    protected async Task<long> PendingAsync() => (await Raw.StreamPendingAsync(Name, Group)).PendingMessageCount;

    protected Task NoteAsync(string key, int number, params NameValueEntry[] more) =>
        Raw.StreamAddAsync(Name, [new("key", key), new("number", number), .. more]);

    protected async Task<IReadOnlyList<Dictionary<string, string>>> DeadAsync(string? name = null) =>
    [
        .. (await Raw.StreamRangeAsync($"{name ?? Name}:dead")).Select(entry => entry.Values
            .GroupBy(value => value.Name.ToString()).ToDictionary(values => values.Key, values => values.Last().Value.ToString())),
    ];
}
