using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orders.Service.Http;
using Orders.Service.Http.Errors;
using Orders.Service.Monitoring;
using Orders.Service.Persistence;
using Orders.Service.Streams;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Http;

/// <summary>The endpoints behind a real Kestrel, on a SQLite file of their own. Messages go to a bus in memory that nobody listens to.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly WebApplication _app;
    private readonly string _file;

    private HttpHost(WebApplication app, string file)
    {
        _app = app;
        _file = file;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public Gate Gate => Services.GetRequiredService<Gate>();

    public TestClock Clock => Services.GetRequiredService<TestClock>();

    public static async Task<HttpHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var file = Path.Combine(Path.GetTempPath(), $"orders-http-{Guid.NewGuid():N}.db");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TestClock>();
        builder.Services.AddSingleton<TimeProvider>(services => services.GetRequiredService<TestClock>());
        builder.Services.AddOrdersPersistence(new OrdersDatabase(DatabaseServer.Sqlite, $"Data Source={file};Pooling=False"));
        builder.Services.AddScoped<OrderChanges>().AddScoped<StockLedger>();
        builder.Services.AddScoped<IOrderBlocks, NothingBlocks>();
        builder.Services.AddSingleton<Gate>().AddScoped<IOrderEvents, GatedOrderEvents>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory();
        });
        builder.Services.AddOrdersHttp();
        builder.Services.AddOrdersHealth().AddRabbitMqHealth();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseProblems();
        app.MapOrders();
        app.MapOrdersHealth();
        app.MapOrdersReference();
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database.MigrateAsync(Token);
        await app.StartAsync(Token);
        return new HttpHost(app, file);
    }

    public async Task<T> WithDatabaseAsync<T>(Func<OrdersDbContext, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<OrdersDbContext>());
    }

    public Task<int> CountOrdersAsync() => WithDatabaseAsync(context => context.Orders.CountAsync(Token));

    public Task<HttpResponseMessage> PostAsync(string body, string? key = null) => PostAsync(Encoding.UTF8.GetBytes(body), key);

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string? key = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await Client.SendAsync(request, Token);
    }

    /// <summary>Submits a good order and returns its id.</summary>
    public async Task<Guid> SubmitAsync(string customerId = "customer-1")
    {
        using var response = await PostAsync(Bodies.Order(customerId));
        response.EnsureSuccessStatusCode();
        return (Guid)(await response.Content.ReadFromJsonAsync<JsonNode>(Token))!["orderId"]!;
    }

    public async Task<JsonNode> GetJsonAsync(string path) => (await Client.GetFromJsonAsync<JsonNode>(path, Token))!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        File.Delete(_file);
    }
}
