using System.Text;
using Messaging.EntityFrameworkCore.Parking;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Parking;

/// <summary>What the lock of a key keeps apart, on PostgreSQL, where transactions run side by side.</summary>
public sealed class KeyLockTests : IAsyncLifetime
{
    private static readonly OrderedKey Key = new("kafka", "notes", "g", Encoding.UTF8.GetBytes("k"));
    private SampleDatabase _database = null!;
    private SampleHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await SampleDatabase.CreateAsync();
        _host = await SampleHost.StartAsync(options => options.UseNpgsql(_database.Direct));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_key_is_not_parked_beside_a_message_of_it_that_is_in_work()
    {
        Task<ParkingResult> parking = null!;
        await _host.InScopeAsync(async (services, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            (await EnterAsync(services, context)).ShouldBe(DeliveryVerdict.Run);
            parking = _host.Services.GetRequiredService<IParkingStore>().ParkAsync(new ParkingRequest(Key, Message(1)), Token);
            await _database.UntilWaitingAsync(1, "advisory");
            parking.IsCompleted.ShouldBeFalse();
            await transaction.CommitAsync(Token);
        });
        (await parking).ShouldBe(ParkingResult.Parked);
    }

    [Fact]
    public async Task A_message_that_waited_for_its_keys_lock_sees_that_the_key_was_parked_meanwhile()
    {
        Task<DeliveryVerdict> entering = null!;
        await _host.InScopeAsync(async (services, context) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            var database = services.GetServices<IParkingDatabase>().First(d => d.Serves(context));
            await database.LockAsync(context, Key, Guid.Empty, Token);
            var id = await database.AddKeyAsync(context, Key, Token);
            await database.ChangeKeyAsync(context, id, new KeyChange(KeyStates.Parked, TimeSpan.Zero), Token);
            entering = _host.QueryAsync(async other =>
            {
                await using var theirs = await other.Database.BeginTransactionAsync(Token);
                return await EnterAsync(_host.Services, other);
            });
            await _database.UntilWaitingAsync(1, "advisory");
            await transaction.CommitAsync(Token);
        });
        (await entering).ShouldBe(DeliveryVerdict.Parked);
        (await _database.AskAsync<long>("select count(*) from messaging.inbox_message_undated")).ShouldBe(0);
    }

    [Fact]
    public async Task A_parked_message_runs_for_the_holder_of_its_key_alone()
    {
        var queue = _host.Services.GetRequiredService<IParkedKeyQueue>();
        await _host.Services.GetRequiredService<IParkingStore>().ParkAsync(new ParkingRequest(Key, Message(1)), Token);
        var frozen = (await queue.ClaimAsync("kafka", "notes", "g", 1, TimeSpan.Zero, Token)).Claims.Single();
        var message = (await queue.NextAsync(frozen, Token))!;
        var holder = (await queue.ClaimAsync("kafka", "notes", "g", 1, TimeSpan.FromMinutes(1), Token)).Claims.Single();

        (await VerdictAsync(frozen)).ShouldBe(DeliveryVerdict.Gone);
        (await VerdictAsync(holder)).ShouldBe(DeliveryVerdict.Run);

        Task<DeliveryVerdict> VerdictAsync(ParkedClaim claim) => _host.QueryAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            return await EnterAsync(_host.Services, context, new OrderedDelivery(Key) { Parked = claim, ParkedId = message.Id });
        });
    }

    private static async Task<DeliveryVerdict> EnterAsync(IServiceProvider services, DbContext context, OrderedDelivery? delivery = null)
    {
        var guard = services.GetServices<IGuardedInbox>().First(g => g.Serves(context));
        return (await guard.EnterAsync(context, [new InboxEntry(Guid.NewGuid(), null, "consumer", "endpoint")], delivery ?? new OrderedDelivery(Key), Token)).Verdict;
    }

    private static ParkedMessage Message(int number) => new() { MessageId = new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) };
}
