using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Messaging.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orders.Contracts;

namespace Orders.Service.Tests;

/// <summary>The whole service in this process, as it runs with nothing installed: a SQLite file, a bus in memory, a mock cluster.</summary>
public sealed class EmbeddedService : IAsyncLifetime
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private readonly WebApplicationFactory<Program> _service =
        new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.ConfigureLogging(logging => logging.ClearProviders()));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public IServiceProvider Services => _service.Services;

    public HttpClient Client => field ??= _service.CreateClient();

    public async ValueTask InitializeAsync() =>
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var ready = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
                return ready.IsSuccessStatusCode;
            },
            ReadyLimit, "the service is ready", Cancelled);

    /// <summary>Posts an order and returns its id.</summary>
    public async Task<Guid> SubmitAsync(string customerId, params OrderLine[] lines)
    {
        using var response = await Client.PostAsJsonAsync("/orders", new { customerId, lines }, Cancelled);
        response.EnsureSuccessStatusCode();
        return (Guid)(await response.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!["orderId"]!;
    }

    /// <summary>Listens to an event of the bus from now on.</summary>
    public Task<EventListener<T>> ListenAsync<T>()
        where T : class => EventListener<T>.StartAsync(Services.GetRequiredService<IBusControl>());

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
