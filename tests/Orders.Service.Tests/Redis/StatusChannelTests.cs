using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders.Service.Persistence;
using Orders.Service.Tests.Http;
using StackExchange.Redis;

namespace Orders.Service.Tests.Redis;

public sealed class StatusChannelTests(ServiceWithRedis service) : IClassFixture<ServiceWithRedis>
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("orders.status");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_is_published_after_its_commit_with_the_data_of_the_server_sent_event()
    {
        var heard = new ConcurrentQueue<string>();
        await service.Connection.GetSubscriber().SubscribeAsync(Channel, (_, message) => heard.Enqueue(message.ToString()));

        var id = await SubmitAsync("SKU-002");

        await ServiceWithRedis.UntilAsync(() => Task.FromResult(heard.Count(one => one.Contains($"{id}")) == 4), "all four changes were announced");
        using var stream = await SseReader.OpenAsync(service.Client, id, null, Token);
        foreach (var message in heard.Where(one => one.Contains($"{id}")))
            JsonNode.DeepEquals((await stream.NextAsync()).Data, JsonNode.Parse(message)).ShouldBeTrue(message);
    }

    [Fact]
    public async Task A_reader_is_woken_by_the_change_of_another_replica_long_before_it_looks_by_itself()
    {
        // An order that stays where it is, and a reader of it; this service looks at the database every five minutes.
        var id = await SubmitAsync("SKU-003");
        await ServiceWithRedis.UntilAsync(async () => (string?)(await GetAsync(id))["status"] == "Confirmed", "the order is at its end");
        await ExecuteAsync($"update orders set status = 'PaymentPending', version = 3 where id = {id}");
        await ExecuteAsync($"delete from order_history where order_id = {id} and version = 4");
        using var stream = await SseReader.OpenAsync(service.Client, id, "2", Token);
        (await stream.NextAsync()).Id.ShouldBe("3");

        // What another replica does: it commits, and says so.
        await ExecuteAsync($"insert into order_history select order_id, 4, 'Confirmed', at from order_history where order_id = {id} and version = 3");
        await service.Connection.GetSubscriber().PublishAsync(Channel, "not for us");
        await service.Connection.GetSubscriber().PublishAsync(Channel, $$"""{"orderId":"{{id}}","version":4,"status":"Confirmed","at":"2026-01-01T00:00:00Z"}""");

        (await stream.NextAsync()).Id.ShouldBe("4");
    }

    [Fact]
    public async Task Redis_lost_is_Degraded_orders_go_on_and_it_comes_back_by_itself()
    {
        await service.Redis.KillAsync(Token);
        await ServiceWithRedis.UntilAsync(async () => (await service.HealthAsync()).Status is "Degraded", "the loss is seen");
        var (code, _, words) = await service.HealthAsync();
        code.ShouldBe(200);
        words!.ShouldContain($"Redis at {service.Redis.ConnectionString} is lost.");

        var id = await SubmitAsync("SKU-001");
        await ServiceWithRedis.UntilAsync(async () => (string?)(await GetAsync(id))["status"] == "Confirmed", "an order is confirmed without Redis");

        await service.Redis.StartAsync(Token);
        await ServiceWithRedis.UntilAsync(async () => (await service.HealthAsync()).Status is "Healthy", "it is back");
    }

    private async Task<JsonNode> GetAsync(Guid id) => (await service.Client.GetFromJsonAsync<JsonNode>($"/orders/{id}", Token))!;

    private async Task<Guid> SubmitAsync(string sku)
    {
        using var response = await service.Client.PostAsJsonAsync(
            "/orders", new { customerId = "status", lines = new[] { new { sku, quantity = 1, unitPrice = 2.5 } } }, Token);
        response.EnsureSuccessStatusCode();
        return (Guid)(await response.Content.ReadFromJsonAsync<JsonNode>(Token))!["orderId"]!;
    }

    private async Task ExecuteAsync(FormattableString statement)
    {
        await using var scope = service.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database.ExecuteSqlAsync(statement, Token)).ShouldBe(1);
    }
}
