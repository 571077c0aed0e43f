using System.Net;
using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Http.Errors;
using Orders.Service.Persistence;

namespace Orders.Service.Tests.Http;

/// <summary>Endpoints that send messages and do, or forget, what makes them leave.</summary>
public sealed class UnflushedMessagesTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"unflushed-{Guid.NewGuid():N}.db");
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddProblems().AddFailurePolicy();
        builder.Services.AddOrdersPersistence(
            new OrdersDatabase(DatabaseServer.Sqlite, $"Data Source={_file};Pooling=False"), transactional: true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddTransactionalMessaging<OrdersDbContext>();
            bus.UsingInMemory();
        });
        _app = builder.Build();
        _app.UseProblems();
        _app.MapPost("/forgets", async (IPublishEndpoint endpoint) =>
        {
            await endpoint.Publish(new StockReserved(Guid.NewGuid()));
            return TypedResults.Accepted("/somewhere");
        });
        _app.MapPost("/forgets-and-says-much", async (IPublishEndpoint endpoint) =>
        {
            await endpoint.Publish(new StockReserved(Guid.NewGuid()));
            return TypedResults.Ok(new { done = new string('x', 100_000) });
        });
        _app.MapPost("/saves", async (IPublishEndpoint endpoint, OrdersDbContext context) =>
        {
            await endpoint.Publish(new StockReserved(Guid.NewGuid()));
            await context.SaveChangesAsync();
            return TypedResults.Ok(new { done = true });
        });
        _app.MapPost("/fails", async (IPublishEndpoint endpoint) =>
        {
            await endpoint.Publish(new StockReserved(Guid.NewGuid()));
            throw new BadHttpRequestException("no", StatusCodes.Status400BadRequest);
        });
        _app.MapPost("/cannot-save", async (IPublishEndpoint endpoint, OrdersDbContext context, int answer) =>
        {
            await endpoint.Publish(new StockReserved(Guid.NewGuid()));
            context.Entry(new StockItem("unknown", 1)).State = EntityState.Modified;
            await Should.ThrowAsync<DbUpdateException>(() => context.SaveChangesAsync());
            return TypedResults.StatusCode(answer);
        });
        await using (var scope = _app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database.MigrateAsync(Token);
        await _app.StartAsync(Token);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task A_request_that_forgets_to_save_what_it_sent_is_500_and_not_what_it_wanted_to_answer()
    {
        using var response = await PostAsync("/forgets");

        await response.ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
        response.Headers.Location.ShouldBeNull();
    }

    [Fact]
    public async Task A_request_that_forgets_to_save_what_it_sent_is_500_before_the_first_byte_of_its_body()
    {
        using var response = await PostAsync("/forgets-and-says-much");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.TextAsync()).ShouldNotContain("xxx");
    }

    [Fact]
    public async Task A_request_that_saves_is_answered()
    {
        using var response = await PostAsync("/saves");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_that_fails_says_why_and_drops_what_it_sent()
    {
        using var response = await PostAsync("/fails");

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_request_that_answers_with_an_error_because_it_could_not_save_is_answered_so()
    {
        using var response = await PostAsync("/cannot-save?answer=409");

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_request_that_could_not_save_what_it_sent_and_hides_it_is_500()
    {
        using var response = await PostAsync("/cannot-save?answer=202");

        await response.ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
    }

    private Task<HttpResponseMessage> PostAsync(string path) => _client.PostAsync(new Uri(path, UriKind.Relative), null, Token);
}
