using MassTransit;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Standalone;

/// <summary>Two contexts that know nothing of Orders, in one host: each has its outbox, its inbox and its sagas.</summary>
public abstract class StandaloneContract : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private StandaloneHost _host = null!;

    /// <summary>Where the shop's tables are, and where the ledger's.</summary>
    protected abstract Task<(Action<DbContextOptionsBuilder> Shop, Action<DbContextOptionsBuilder> Ledger)> DatabasesAsync();

    public async ValueTask InitializeAsync()
    {
        var (shop, ledger) = await DatabasesAsync();
        _host = await StandaloneHost.StartAsync(shop, ledger);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_command_of_the_shop_goes_through_consumers_and_sagas_of_both_and_takes_effect_once_in_each()
    {
        var id = NewId.NextGuid();

        await SendAsync<ShopContext>("queue:shop-place-order", new PlaceOrder(id, 12.5m));

        await UntilDeliveredAsync(id);
        await UntilBookedAsync(id, 12.5m);
        (await _host.QueryAsync((ShopContext shop) => shop.Orders.CountAsync(order => order.OrderId == id))).ShouldBe(1);
        (await _host.QueryAsync((LedgerContext ledger) => ledger.Entries.CountAsync(entry => entry.OrderId == id))).ShouldBe(1);
        (await _host.Harness.Consumed.Any<BookAmount>(consumed => consumed.Context.Message.Id == id)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_event_of_the_ledger_reaches_the_sagas_of_both()
    {
        var id = NewId.NextGuid();
        await SendAsync<ShopContext>("queue:shop-place-order", new PlaceOrder(id, 1m));
        await UntilBookedAsync(id, 1m);

        await PublishAsync<LedgerContext>(new AmountBooked(id, 2m));

        await UntilBookedAsync(id, 3m);
        await UntilDeliveredAsync(id);
    }

    [Fact]
    public async Task A_second_delivery_has_no_effect_in_either()
    {
        var id = NewId.NextGuid();
        var (order, booking) = (NewId.NextGuid(), NewId.NextGuid());
        for (var i = 0; i < 3; i++)
        {
            await SendAsync<ShopContext>("queue:shop-place-order", new PlaceOrder(id, 1m), order);
            await SendAsync<LedgerContext>("queue:ledger-book-amount", new BookAmount(id, 10m), booking);
        }

        // One booking by the shop's saga, one by hand.
        await UntilBookedAsync(id, 11m);
        await SendAsync<LedgerContext>("queue:ledger-book-amount", new BookAmount(id, 100m));
        await UntilBookedAsync(id, 111m);
        (await _host.QueryAsync((ShopContext shop) => shop.Orders.CountAsync())).ShouldBe(1);
        (await _host.QueryAsync((LedgerContext ledger) => ledger.Entries.CountAsync())).ShouldBe(3);
    }

    [Fact]
    public async Task What_a_scope_sends_belongs_to_the_context_whose_transaction_is_open()
    {
        var (kept, dropped) = (NewId.NextGuid(), NewId.NextGuid());
        await _host.InScopeAsync(async services =>
        {
            var (shop, ledger) = (services.GetRequiredService<ShopContext>(), services.GetRequiredService<LedgerContext>());
            await using (var transaction = await ledger.Database.BeginTransactionAsync())
            {
                await services.GetRequiredService<IPublishEndpoint>().Publish(new AmountBooked(dropped, 1m));
                shop.Orders.Add(new ShopOrder { Id = Guid.NewGuid(), OrderId = kept });
                await shop.SaveChangesAsync();
                await transaction.RollbackAsync();
            }

            await services.GetRequiredService<IPublishEndpoint>().Publish(new AmountBooked(kept, 1m));
            shop.Orders.Add(new ShopOrder { Id = Guid.NewGuid(), OrderId = kept });
            await shop.SaveChangesAsync();
        });

        await UntilBookedAsync(kept, 1m);
        (await _host.QueryAsync((ShopContext shop) => shop.Orders.CountAsync(order => order.OrderId == kept))).ShouldBe(2);
        (await _host.QueryAsync((LedgerContext ledger) => ledger.Accounts.AnyAsync(account => account.CorrelationId == dropped))).ShouldBeFalse();
    }

    private Task PublishAsync<TContext>(object message)
        where TContext : DbContext =>
        _host.InScopeAsync(async services =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(message);
            await services.GetRequiredService<TContext>().SaveChangesAsync();
        });

    private Task SendAsync<TContext>(string queue, object message, Guid? messageId = null)
        where TContext : DbContext =>
        _host.InScopeAsync(async services =>
        {
            var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri(queue));
            await endpoint.Send(message, Pipe.Execute<SendContext>(send => send.MessageId = messageId ?? send.MessageId));
            await services.GetRequiredService<TContext>().SaveChangesAsync();
        });

    private Task UntilDeliveredAsync(Guid id) => Eventually.BecomesTrueAsync(
        () => _host.QueryAsync((ShopContext shop) => shop.Deliveries.AnyAsync(delivery => delivery.CorrelationId == id && delivery.CurrentState == "Delivered")),
        Patience, "the shop's saga had ended");

    private Task UntilBookedAsync(Guid id, decimal total) => Eventually.BecomesTrueAsync(
        () => _host.QueryAsync((LedgerContext ledger) => ledger.Accounts.AnyAsync(account => account.CorrelationId == id && account.Total == total)),
        Patience, $"the ledger's saga had added up to {total}");
}
