using System.Text;
using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Parking;

/// <summary>What the parked store promises, whatever the database.</summary>
public abstract class ParkingContract : IAsyncLifetime
{
    private static readonly ParkingFailure Failure = new("System.TimeoutException", "The warehouse does not answer.");
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private SampleHost _host = null!;

    protected abstract Task<Action<DbContextOptionsBuilder>> DatabaseAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IParkingStore Store => _host.Services.GetRequiredService<IParkingStore>();

    private IParkedKeyQueue Queue => _host.Services.GetRequiredService<IParkedKeyQueue>();

    private IParkedKeys Keys => _host.Services.GetRequiredService<IParkedKeys>();

    private IPartitionClaims Partitions => _host.Services.GetRequiredService<IPartitionClaims>();

    public async ValueTask InitializeAsync() => _host = await SampleHost.StartAsync(await DatabaseAsync());

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_message_comes_back_exactly_as_it_was_parked()
    {
        var message = Message(7) with
        {
            StampedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            SentAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            Partition = 3,
            MessageType = "urn:message:note",
            ContentType = "application/json",
            Headers = [new("a", "text"), new("b", new byte[] { 0, 255 }), new("a", "twice"), new("c", null), new("d", 5L), new("e", 0.5), new("f", true)],
            Properties = [new("routing-key", "r")],
            Attempts = 4,
            ReplayOf = Guid.NewGuid(),
        };
        (await Store.ParkAsync(Request("k", message), Token)).ShouldBe(ParkingResult.Parked);

        var claim = await ClaimAsync();
        var back = (await Queue.NextAsync(claim, Token)).ShouldNotBeNull();

        Encoding.UTF8.GetString(claim.Key.Key.Span).ShouldBe("k");
        back.Body!.Value.ToArray().ShouldBe(message.Body!.Value.ToArray());
        back.Headers.ShouldBe(message.Headers, new PairComparer());
        back.Properties.ShouldBe(message.Properties);
        back.FirstFailedAt.ShouldNotBeNull("it is parked because it failed");
        (back with { Id = 0, Body = null, Headers = [], Properties = [], FirstFailedAt = null }).ShouldBe(message with { Body = null, Headers = [], Properties = [] });
    }

    [Fact]
    public async Task What_a_header_says_cannot_keep_a_message_out_of_the_store()
    {
        var message = Message(1) with { MessageType = "a\0b", ContentType = new string('x', 9_000), Headers = [new("a\0", "\0\uD800")] };
        (await Store.ParkAsync(Request("k", message) with { Failure = new ParkingFailure("T", "a\0b") }, Token)).ShouldBe(ParkingResult.Parked);
        (await Queue.NextAsync(await ClaimAsync(), Token)).ShouldNotBeNull().Body!.Value.ToArray().ShouldBe(message.Body!.Value.ToArray());
    }

    [Fact]
    public async Task Messages_of_a_key_come_out_in_the_order_in_which_they_went_in_each_once_and_the_last_one_unparks_it()
    {
        var messages = Enumerable.Range(0, 4).Select(Message).ToArray();
        (await Store.AppendAsync(Request("k", messages[0]), Token)).ShouldBe(ParkingResult.NotParked);
        (await Store.ParkAsync(Request("k", messages[0]), Token)).ShouldBe(ParkingResult.Parked);
        foreach (var message in messages.Append(messages[2]))
            (await Store.AppendAsync(Request("k", message), Token)).ShouldBe(ParkingResult.Parked);

        var claim = await ClaimAsync();
        var seen = new List<long?>();
        var more = true;
        while (more)
        {
            var next = (await Queue.NextAsync(claim, Token)).ShouldNotBeNull();
            seen.Add(next.Position);
            more = await Queue.CompleteAsync(claim, next, Token);
        }

        seen.ShouldBe([0, 1, 2, 3]);
        (await ListAsync()).ShouldBeEmpty();
        (await Store.AppendAsync(Request("k", Message(4)), Token)).ShouldBe(ParkingResult.NotParked);
    }

    [Fact]
    public async Task One_process_has_a_key_until_it_gives_it_back_and_a_failure_sets_the_time_of_the_next_try()
    {
        await Store.ParkAsync(Request("k", Message(0)) with { Delay = TimeSpan.FromHours(1) }, Token);
        var none = await Queue.ClaimAsync("kafka", "notes", "g", 5, Lease, Token);
        none.Claims.ShouldBeEmpty();
        none.NextDue!.Value.ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));

        await Keys.ReleaseAsync((await ListAsync()).Single().Id, Token);
        var claim = await ClaimAsync();
        (await Queue.ClaimAsync("kafka", "notes", "g", 5, Lease, Token)).Claims.ShouldBeEmpty();
        (await Queue.ClaimAsync("kafka", "notes", "other", 5, Lease, Token)).Claims.ShouldBeEmpty();
        (await ListAsync()).Single().State.ShouldBe(ParkedKeyState.Releasing);
        (await Queue.RenewAsync(claim, Lease, Token)).ShouldBeTrue();

        var message = (await Queue.NextAsync(claim, Token))!;
        await Queue.FailAsync(claim, message with { Attempts = 4 }, Failure, counts: true, TimeSpan.Zero, Token);
        (await Queue.RenewAsync(claim, Lease, Token)).ShouldBeFalse();
        (await Queue.NextAsync(claim, Token)).ShouldBeNull();
        var again = await ClaimAsync();
        var failed = (await Queue.NextAsync(again, Token))!;
        (failed.Attempts, failed.Redeliveries).ShouldBe((4, 1));
        failed.FirstFailedAt.ShouldBe(message.FirstFailedAt, "the first failure stays the first");
        await Queue.GiveBackAsync(again, TimeSpan.Zero, Token);
        (await ClaimAsync()).Token.ShouldNotBe(again.Token);
        var key = (await ListAsync()).Single();
        (key.Attempts, key.ExceptionType, key.LastError).ShouldBe((4, Failure.ExceptionType, Failure.Message));
    }

    [Fact]
    public async Task A_dead_letter_holds_its_key_and_its_replay_comes_before_what_waited_meanwhile()
    {
        var (first, second) = (Message(0), Message(1));
        await Store.ParkAsync(Request("k", first), Token);
        await Store.AppendAsync(Request("k", second), Token);
        var claim = await ClaimAsync();
        (await Queue.BuryAsync(claim, (await Queue.NextAsync(claim, Token))!, Failure, hold: true, Token)).ShouldBeFalse();

        var key = (await ListAsync()).Single();
        (key.State, key.Messages).ShouldBe((ParkedKeyState.Held, 1));
        key.Reason.ShouldNotBeNullOrEmpty();
        (await Queue.ClaimAsync("kafka", "notes", "g", 5, Lease, Token)).Claims.ShouldBeEmpty();
        (await Store.AppendAsync(Request("k", first), Token)).ShouldBe(ParkingResult.Parked, "a copy of the dead letter counts as finished");
        (await ListAsync()).Single().Messages.ShouldBe(1);

        (await Store.ReplayAsync(Key("k"), first, Token)).ShouldBeTrue();
        (await Store.ReplayAsync(Key("k"), first, Token)).ShouldBeFalse();
        var again = await ClaimAsync();
        (await Queue.NextAsync(again, Token))!.Position.ShouldBe(0);
        (await Queue.CompleteAsync(again, (await Queue.NextAsync(again, Token))!, Token)).ShouldBeTrue();
        (await Queue.NextAsync(again, Token))!.Position.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_goes_on_after_a_dead_letter_still_knows_it()
    {
        var dead = Message(0);
        await Store.ParkAsync(Request("k", dead), Token);
        var claim = await ClaimAsync();
        (await Queue.BuryAsync(claim, (await Queue.NextAsync(claim, Token))!, Failure, hold: false, Token)).ShouldBeFalse();

        (await ListAsync()).ShouldBeEmpty();
        (await Store.AppendAsync(Request("k", Message(1)), Token)).ShouldBe(ParkingResult.NotParked);
        (await Store.AppendAsync(Request("k", dead), Token)).ShouldBe(ParkingResult.Parked, "it counts as finished");
        (await Store.ParkAsync(Request("k", Message(2)), Token)).ShouldBe(ParkingResult.Parked);
        (await Keys.MessagesAsync((await ListAsync()).Single().Id, 9, Token)).Select(m => m.Position).ShouldBe([2]);
    }

    [Fact]
    public async Task A_key_is_held_from_outside_skipped_and_released()
    {
        for (var number = 0; number < 3; number++)
            await Store.ParkAsync(Request("k", Message(number)), Token);
        await Store.HoldAsync(Request("dead", Message(9)), Token);
        var (key, dead) = ((await ListAsync())[0], (await ListAsync())[1]);
        (dead.State, dead.Messages).ShouldBe((ParkedKeyState.Held, 0));

        var claim = await ClaimAsync();
        (await Keys.HoldAsync(key.Id, "Ask Ada first.", Token)).ShouldBeTrue();
        (await Queue.NextAsync(claim, Token)).ShouldBeNull("the claim is gone");
        (await Keys.FindAsync(key.Id, Token))!.Reason.ShouldBe("Ask Ada first.");
        (await Keys.SkipAsync(key.Id, Token))!.Position.ShouldBe(0);
        (await Store.AppendAsync(Request("k", Message(3)), Token)).ShouldBe(ParkingResult.Parked);
        (await Keys.MessagesAsync(key.Id, 2, Token)).Select(m => m.Position).ShouldBe([1, 2]);

        (await Keys.ReleaseAsync(key.Id, Token)).ShouldBeTrue();
        (await Keys.ReleaseAsync(dead.Id, Token)).ShouldBeTrue();
        (await ListAsync()).ShouldHaveSingleItem().State.ShouldBe(ParkedKeyState.Parked);
        (await Keys.ReleaseAsync(dead.Id, Token)).ShouldBeFalse();
        (await Keys.SkipAsync(dead.Id, Token)).ShouldBeNull();
        (await Queue.NextAsync(await ClaimAsync(), Token))!.Position.ShouldBe(1);
    }

    [Fact]
    public async Task Beyond_a_limit_nothing_is_taken_and_the_answer_says_which()
    {
        var limits = new ParkingLimits { Keys = 2, MessagesPerKey = 2, Age = TimeSpan.FromDays(1) };
        ParkingRequest Limited(string key, int number) => Request(key, Message(number)) with { Limits = limits };
        (await Store.ParkAsync(Limited("a", 0), Token)).ShouldBe(ParkingResult.Parked);
        (await Store.ParkAsync(Limited("b", 1), Token)).ShouldBe(ParkingResult.Parked);
        (await Store.ParkAsync(Limited("c", 2), Token)).ShouldBe(ParkingResult.TooManyKeys);
        (await Store.HoldAsync(Limited("c", 2), Token)).ShouldBe(ParkingResult.TooManyKeys);
        (await Store.AppendAsync(Limited("a", 3), Token)).ShouldBe(ParkingResult.Parked);
        (await Store.AppendAsync(Limited("a", 4), Token)).ShouldBe(ParkingResult.TooManyMessages);
        (await Store.AppendAsync(Limited("a", 3), Token)).ShouldBe(ParkingResult.Parked, "it is there already");
        (await Store.AppendAsync(Limited("b", 5) with { Limits = limits with { Age = TimeSpan.Zero } }, Token)).ShouldBe(ParkingResult.TooOld);

        var load = (await Keys.LoadAsync(Token)).ShouldHaveSingleItem();
        (load.SourceSystem, load.Source, load.Group, load.Keys, load.Held, load.Messages).ShouldBe(("kafka", "notes", "g", 2, 0, 3L));
        (await Keys.ListAsync(new ParkedKeyFilter { Key = Encoding.UTF8.GetBytes("b") }, 9, null, Token)).ShouldHaveSingleItem();
        (await Keys.ListAsync(new ParkedKeyFilter { Group = "g", State = ParkedKeyState.Parked }, 1, (await ListAsync())[0].Id, Token)).Single().Messages.ShouldBe(1);
        (await Keys.ListAsync(new ParkedKeyFilter { Source = "other" }, 9, null, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_whose_partition_was_claimed_by_another_can_neither_park_nor_advance()
    {
        var partition = new PartitionAddress("kafka", "notes", "notes-1", "g", 2);
        var frozen = await Partitions.ClaimAsync(partition, Token);
        (await Partitions.AdvanceAsync([(frozen, 10)], Token)).ShouldBe([true]);
        var owner = await Partitions.ClaimAsync(partition, Token);
        var other = await Partitions.ClaimAsync(partition with { SourceId = "notes-2" }, Token);

        (owner.Epoch, owner.Watermark, other.Watermark).ShouldBe((frozen.Epoch + 1, 10, 0));
        (await Partitions.AdvanceAsync([(frozen, 50), (owner, 5), (other, 7)], Token)).ShouldBe([false, true, true]);
        (await Store.ParkAsync(Request("k", Message(0)) with { Claim = frozen }, Token)).ShouldBe(ParkingResult.Fenced);
        (await Store.HoldAsync(Request("k", Message(0)) with { Claim = frozen }, Token)).ShouldBe(ParkingResult.Fenced);
        (await Store.ParkAsync(Request("k", Message(0)) with { Claim = owner }, Token)).ShouldBe(ParkingResult.Parked);
        (await Partitions.ClaimAsync(partition, Token)).Watermark.ShouldBe(10, "it never goes back, and a fenced member can't raise it");
    }

    private static OrderedKey Key(string key) => new("kafka", "notes", "g", Encoding.UTF8.GetBytes(key));

    private static ParkingRequest Request(string key, ParkedMessage message) => new(Key(key), message) { Failure = Failure };

    private static ParkedMessage Message(int number) => new()
    {
        MessageId = new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        Position = number,
        Body = Encoding.UTF8.GetBytes($"message {number}"),
    };

    private Task<IReadOnlyList<ParkedKey>> ListAsync() => Keys.ListAsync(new ParkedKeyFilter(), 100, null, Token);

    private async Task<ParkedClaim> ClaimAsync() => (await Queue.ClaimAsync("kafka", "notes", "g", 5, Lease, Token)).Claims.ShouldHaveSingleItem();

    private sealed class PairComparer : IEqualityComparer<KeyValuePair<string, object?>>
    {
        public bool Equals(KeyValuePair<string, object?> x, KeyValuePair<string, object?> y) =>
            x.Key == y.Key && (x.Value is byte[] left && y.Value is byte[] right ? left.AsSpan().SequenceEqual(right) : Equals(x.Value, y.Value));

        public int GetHashCode(KeyValuePair<string, object?> pair) => pair.Key.GetHashCode(StringComparison.Ordinal);
    }
}
