using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Messaging.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Orders.Service.Tests.Redis;

/// <summary>The whole service in this process, embedded but for a Redis server of its own, which a test may kill.</summary>
public sealed class ServiceWithRedis : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private WebApplicationFactory<Program> _service = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public RedisServer Redis { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>A plain client, as that of an older system.</summary>
    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public IDatabase Raw => Connection.GetDatabase();

    public IServiceProvider Services => _service.Services;

    public async ValueTask InitializeAsync()
    {
        Redis = await TestServers.StartRedisAsync(cancellationToken: Cancelled);
        Connection = await ConnectionMultiplexer.ConnectAsync($"{Redis.ConnectionString},abortConnect=false");
        _service = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .ConfigureLogging(logging => logging.ClearProviders())
            .UseSetting("ConnectionStrings:Redis", $"{Redis.ConnectionString},connectTimeout=1000,asyncTimeout=1000")
            .UseSetting("OrderStream:PollInterval", "00:05:00"));
        Client = _service.CreateClient();
        await UntilAsync(async () => (await HealthAsync()).Status is "Healthy", "the service is ready");
    }

    public async Task<(int Code, string Status, string? Redis)> HealthAsync()
    {
        using var response = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!;
        return ((int)response.StatusCode, (string)answer["status"]!, (string?)answer["checks"]!["redis"]?["description"]);
    }

    /// <summary>The statuses of a customer's orders.</summary>
    public async Task<IReadOnlyList<string>> OrdersOfAsync(string customer) =>
    [
        .. (await Client.GetFromJsonAsync<JsonNode>("/orders?limit=200", Cancelled))!["items"]!.AsArray()
            .Where(order => (string?)order!["customerId"] == customer).Select(order => (string)order!["status"]!),
    ];

    public static Task UntilAsync(Func<Task<bool>> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Cancelled);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await Connection.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
