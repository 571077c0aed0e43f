using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Messaging.DeadLetters;
using Messaging.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orders.Service.Tests.Operations;

/// <summary>The whole service in this process, with nothing installed unless settings say otherwise, seen by somebody on call.</summary>
public sealed class OperationsService : IAsyncLifetime
{
    public const string Token = "the-token-of-operations";
    public const int BulkLimit = 20;

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(120);

    private readonly WebApplicationFactory<Program> _service;

    /// <summary>With nothing installed.</summary>
    public OperationsService()
        : this(new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    internal OperationsService(IReadOnlyDictionary<string, string> settings) =>
        _service = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("Operations:Token", Token).UseSetting("Operations:BulkLimit", $"{BulkLimit}").ConfigureLogging(logging => logging.ClearProviders());
            foreach (var (key, value) in settings)
                host.UseSetting(key, value);
        });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Without a token.</summary>
    public HttpClient Anybody => field ??= _service.CreateClient();

    public IServiceProvider Services => _service.Services;

    public async ValueTask InitializeAsync() =>
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var ready = await Anybody.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
                return ready.IsSuccessStatusCode;
            },
            ReadyLimit, "the service is ready", Cancelled);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string token = Token, string? actor = null)
    {
        using var request = new HttpRequestMessage(method, $"/ops/api/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (actor is not null)
            request.Headers.TryAddWithoutValidation("X-Operator", actor);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Anybody.SendAsync(request, Cancelled);
    }

    public async Task<JsonObject> JsonAsync(HttpMethod method, string path, string? body = null, string? actor = null)
    {
        using var response = await SendAsync(method, path, body, actor: actor);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Posts an order of one piece and returns its id.</summary>
    public async Task<string> PostOrderAsync(string sku)
    {
        using var order = new StringContent($$"""{"customerId":"customer-1","lines":[{"sku":"{{sku}}","quantity":1,"unitPrice":1}]}""", Encoding.UTF8, "application/json");
        using var posted = await Anybody.PostAsync(new Uri("/orders", UriKind.Relative), order, Cancelled);
        posted.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await posted.Content.ReadAsStringAsync(Cancelled))!["orderId"]!;
    }

    public async Task<string> StatusOfAsync(string orderId) =>
        (string)JsonNode.Parse(await Anybody.GetStringAsync(new Uri($"/orders/{orderId}", UriKind.Relative), Cancelled))!["status"]!;

    /// <summary>Adds a dead letter and returns its id.</summary>
    public async Task<Guid> AddAsync(Func<DeadLetter, DeadLetter>? change = null)
    {
        var letter = new DeadLetter
        {
            SourceSystem = "rabbitmq", Source = $"nowhere-{Guid.NewGuid():N}", SourceIdentity = "one", Destination = "queue:email", MessageId = Guid.NewGuid(),
            MessageType = "urn:message:Orders.Contracts:SendEmail", ExceptionType = "System.TimeoutException", ExceptionMessage = "as asked", ContentType = "application/json",
            Body = """{"to":"ada","subject":"hello","body":"there"}"""u8.ToArray(), FirstFailedAt = DateTimeOffset.UnixEpoch.AddDays(1), LastFailedAt = DateTimeOffset.UnixEpoch.AddDays(2),
        };
        letter = change?.Invoke(letter) ?? letter;
        (await Services.GetRequiredService<IDeadLetterStore>().AddAsync([letter], Cancelled)).ShouldBe(1);
        var list = await JsonAsync(HttpMethod.Get, $"dead-letters?source={Uri.EscapeDataString(letter.Source)}&limit=200");
        return list["items"]!.AsArray().Select(item => (Guid)item!["id"]!).Max();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
