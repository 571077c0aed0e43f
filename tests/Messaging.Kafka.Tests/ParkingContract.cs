using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using MassTransit;
using Messaging.Failures;
using Messaging.Kafka.Tests.Support;
using Messaging.Parking;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

/// <summary>A failure keeps the order of its key without blocking others: promise 5.</summary>
public abstract class ParkingContract(KafkaCluster cluster) : DatabaseContract(cluster)
{
    [Fact]
    public async Task A_transient_failure_parks_its_key_with_all_that_follows_while_other_keys_and_the_offsets_go_on()
    {
        var healthy = false;
        var setup = DatabaseSetup(context => context.Message.Key == "sick" && !Volatile.Read(ref healthy) ? new TimeoutException("The warehouse does not answer.") : null) with
        {
            Parking = p => Ladder(p, 200, 50),
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        for (var number = 0; number < 5; number++)
        {
            await client.NoteAsync(setup.Topic, "sick", number, 0);
            await client.NoteAsync(setup.Topic, "well", number, 0);
        }

        await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == 10, "all offsets were committed");
        (await Database.TakenAsync())["well"].ShouldBe(Enumerable.Range(0, 5));
        (await Database.TakenAsync())["sick"].ShouldBeEmpty();
        var key = (await KeysAsync(app)).ShouldHaveSingleItem();
        (System.Text.Encoding.UTF8.GetString(key.Key.Key.Span), key.Messages, key.ExceptionType).ShouldBe(("sick", 5, typeof(TimeoutException).FullName));

        Volatile.Write(ref healthy, true);
        await UntilAsync(async () => await Database.CountAsync() == 10, "the key went on");
        (await Database.TakenAsync())["sick"].ShouldBe(Enumerable.Range(0, 5));
        await UntilAsync(async () => (await KeysAsync(app)).Count == 0, "the key was unparked");
        await client.NoteAsync(setup.Topic, "sick", 5, 0);
        await UntilAsync(async () => (await Database.TakenAsync())["sick"].Count() == 6, "the next one ran directly");
        (await client.ReadAsync(setup.DeadLetters, 0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_of_eight_kilobytes_is_parked_like_any_other()
    {
        var healthy = false;
        var setup = DatabaseSetup(context => context.Message.Number == 0 && !Volatile.Read(ref healthy) ? new TimeoutException("Not yet.") : null) with
        {
            Parking = p => Ladder(p, 200, 100),
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        var keys = Enumerable.Range(0, 2).Select(_ => Convert.ToHexString(RandomNumberGenerator.GetBytes(4_096))).ToList();
        for (var number = 0; number < 3; number++)
        {
            foreach (var key in keys)
                await client.NoteAsync(setup.Topic, key, number, 0);
        }

        await UntilAsync(async () => (await KeysAsync(app)).Count(key => key.Messages == 3) == 2, "both keys were parked");
        Volatile.Write(ref healthy, true);
        await UntilAsync(async () => await Database.CountAsync() == 6, "both went on");
        foreach (var key in keys)
            (await Database.TakenAsync())[key].ShouldBe(Enumerable.Range(0, 3));
    }

    [Fact]
    public async Task A_permanent_failure_holds_its_key_until_it_is_released_and_its_replay_comes_first()
    {
        var repaired = false;
        var setup = DatabaseSetup(context => context.Message is { Key: "k", Number: 0 } && !Volatile.Read(ref repaired) ? new PermanentFailureException("No such note.") : null);
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        for (var number = 0; number < 4; number++)
            await client.NoteAsync(setup.Topic, "k", number, 0);

        await UntilAsync(async () => await client.CommittedAsync(setup.Group, setup.Topic, 0) == 4, "all offsets were committed");
        var dead = (await client.ReadAsync(setup.DeadLetters, 1)).ShouldHaveSingleItem();
        var key = (await KeysAsync(app)).ShouldHaveSingleItem();
        (key.State, key.Messages).ShouldBe((ParkedKeyState.Held, 3));
        (await Database.CountAsync()).ShouldBe(0);

        Volatile.Write(ref repaired, true);
        var parked = (await app.Services.GetRequiredService<IParkedKeys>().MessagesAsync(key.Id, 1, Token)).Single();
        var letter = parked with { Id = 0, MessageId = await IdOfAsync(app, setup, 0), Position = 0, Body = dead.Message.Value };
        (await app.Services.GetRequiredService<IParkingStore>().ReplayAsync(key.Key, letter, Token)).ShouldBeTrue();
        await UntilAsync(async () => await Database.CountAsync() == 4, "the key went on");
        (await Database.TakenAsync())["k"].ShouldBe(Enumerable.Range(0, 4));
    }

    [Fact]
    public async Task A_key_may_go_on_after_a_dead_letter_and_what_cannot_be_read_never_holds_it()
    {
        var setup = DatabaseSetup(context => context.Message.Number == 1 ? new PermanentFailureException("No such note.") : null) with
        {
            Parking = p => p.HoldAfterDeadLetter = false,
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await client.NoteAsync(setup.Topic, "k", 0, 0);
        await client.NoteAsync(setup.Topic, "k", 1, 0);
        await client.NoteAsync(setup.Topic, "k", 2, 0);
        await UntilAsync(async () => await Database.CountAsync() == 2, "the key went on");
        await app.StopAsync();

        await using var holding = await KafkaApp.StartAsync(setup with { Parking = null });
        await client.SendAsync(setup.Topic, "k", "{ not json", 0);
        await client.NoteAsync(setup.Topic, "k", 3, 0);
        await UntilAsync(async () => await Database.CountAsync() == 3, "the poison was passed");
        (await Database.TakenAsync())["k"].ShouldBe([0, 2, 3]);
        (await client.ReadAsync(setup.DeadLetters, 2)).Count.ShouldBe(2);
        (await KeysAsync(holding)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Attempts_exhausted_become_one_dead_letter_and_the_key_holds()
    {
        var tries = 0;
        var setup = DatabaseSetup(context => context.Message.Number == 0 && Interlocked.Increment(ref tries) > 0 ? new TimeoutException("Never.") : null) with
        {
            Parking = p => Ladder(p, 50, 3),
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await client.NoteAsync(setup.Topic, "k", 0, 0);
        await client.NoteAsync(setup.Topic, "k", 1, 0);

        await UntilAsync(async () => (await KeysAsync(app)) is [{ State: ParkedKeyState.Held, Messages: 1 }], "the key was held");
        tries.ShouldBe(4, "once from the topic and three times on the ladder");
        var dead = (await client.ReadAsync(setup.DeadLetters, 1)).ShouldHaveSingleItem();
        dead.Header(KafkaHeaders.Attempts).ShouldBe("4");
        dead.Header(KafkaHeaders.SourceOffset).ShouldBe("0");
        // Three steps of 50 milliseconds lie between them, less jitter.
        (long.Parse(dead.Header(KafkaHeaders.LastFailedAt)!, CultureInfo.InvariantCulture) - long.Parse(dead.Header(KafkaHeaders.FirstFailedAt)!, CultureInfo.InvariantCulture)).ShouldBeGreaterThan(100);

        await app.Services.GetRequiredService<IParkedKeys>().ReleaseAsync((await KeysAsync(app))[0].Id, Token);
        await UntilAsync(async () => await Database.CountAsync() == 1, "the key went on without it");
    }

    [Fact]
    public async Task At_a_limit_the_partition_waits_says_why_and_loses_nothing()
    {
        var healthy = false;
        var setup = DatabaseSetup(context => context.Message.Key == "sick" && !Volatile.Read(ref healthy) ? new TimeoutException("Not yet.") : null) with
        {
            Parking = p =>
            {
                Ladder(p, 200, 100);
                p.Limits = new ParkingLimits { MessagesPerKey = 2 };
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        for (var number = 0; number < 6; number++)
            await client.NoteAsync(setup.Topic, "sick", number, 0);

        await UntilAsync(() => app.Status.Endpoints[0] is { ParkingLimit: nameof(ParkingResult.TooManyMessages), PausedPartitions: > 0 }, "the partition was paused");
        (await KeysAsync(app)).Single().Messages.ShouldBe(2);
        (await client.CommittedAsync(setup.Group, setup.Topic, 0)).ShouldBeLessThanOrEqualTo(2);
        await client.NoteAsync(setup.Topic, "well", 0, 1);
        await UntilAsync(async () => (await Database.TakenAsync())["well"].Any(), "another partition went on");

        Volatile.Write(ref healthy, true);
        await UntilAsync(async () => (await Database.TakenAsync())["sick"].Count() == 6, "the key went on");
        (await Database.TakenAsync())["sick"].ShouldBe(Enumerable.Range(0, 6));
        await UntilAsync(() => app.Status.Endpoints[0] is { ParkingLimit: null, PausedPartitions: 0 }, "the partition went on");
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_parked_and_nothing_is_dead()
    {
        var setup = DatabaseSetup(_ => null);
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await client.NoteAsync(setup.Topic, "k", 0, 0);
        await UntilAsync(async () => await Database.CountAsync() == 1, "the first one was taken");

        Database.Proxy.Cut();
        for (var number = 1; number < 20; number++)
            await client.NoteAsync(setup.Topic, $"k{number % 4}", number, 0);
        await UntilAsync(() => app.Services.GetRequiredService<EndpointWaits>().AreWaiting || app.Status.Endpoints[0].BlockedRecords > 0, "the endpoint waited");
        Database.Proxy.Mend();

        await UntilAsync(async () => await Database.CountAsync() == 20, "all were taken");
        (await Database.AskAsync<long>("select count(*) from messaging.parked_key")).ShouldBe(0);
        (await client.ReadAsync(setup.DeadLetters, 0)).ShouldBeEmpty();
        app.Log.Lines.ShouldNotContain(l => l.Id == 3034);
    }

    [Fact]
    public async Task Keys_that_were_parked_go_on_in_the_next_process_before_what_comes_later()
    {
        var setup = DatabaseSetup(_ => new TimeoutException("Not yet.")) with { Parking = p => Ladder(p, 300, 100) };
        using var client = NewClient();
        await using (var first = await KafkaApp.StartAsync(setup))
        {
            for (var number = 0; number < 5; number++)
                await client.NoteAsync(setup.Topic, "k", number, 0);
            await UntilAsync(async () => await KeysAsync(first) is [{ Messages: 5 }], "the key was parked");
        }

        for (var number = 5; number < 10; number++)
            await client.NoteAsync(setup.Topic, "k", number, 0);
        await using var second = await KafkaApp.StartAsync(setup with { Handle = (context, scope) => NotesDatabase.TakeAsync(context, scope) });
        await UntilAsync(async () => await Database.CountAsync() == 10, "the key went on");
        (await Database.TakenAsync())["k"].ShouldBe(Enumerable.Range(0, 10));
    }

    private static async Task<Guid> IdOfAsync(KafkaApp app, Setup setup, int offset)
    {
        // The mark that is kept of the dead letter.
        await using var connection = new Npgsql.NpgsqlConnection(setup.Database!.Direct);
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand("select message_id from messaging.parked_mark order by id offset " + offset, connection);
        return (Guid)(await command.ExecuteScalarAsync(Token))!;
    }
}

public sealed class Parking_on_the_mock_cluster(MockKafka cluster) : ParkingContract(cluster), IClassFixture<MockKafka>;

public sealed class Parking_on_real_Kafka(RealKafka cluster) : ParkingContract(cluster), IClassFixture<RealKafka>
{
    [Theory]
    [InlineData(nameof(ParkingResult.TooManyKeys))]
    [InlineData(nameof(ParkingResult.TooOld))]
    public async Task At_the_limit_of_keys_or_of_their_age_the_partition_waits_says_which_it_is_and_loses_nothing(string limit)
    {
        var healthy = false;
        var ofAge = limit == nameof(ParkingResult.TooOld);
        var setup = DatabaseSetup(context => context.Message.Key.StartsWith("sick", StringComparison.Ordinal) && !Volatile.Read(ref healthy) ? new TimeoutException("Not yet.") : null) with
        {
            Parking = p =>
            {
                Ladder(p, 200, 100);
                p.Limits = ofAge ? new ParkingLimits { Age = TimeSpan.FromMilliseconds(1) } : new ParkingLimits { Keys = 1 };
            },
        };
        await using var app = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await client.NoteAsync(setup.Topic, "sick", 0, 0);
        await UntilAsync(async () => (await KeysAsync(app)).Count == 1, "the first key was parked");
        var refused = ofAge ? "sick" : "sick, too";
        for (var number = 1; number < 5; number++)
            await client.NoteAsync(setup.Topic, refused, number, 0);

        await UntilAsync(() => app.Status.Endpoints[0] is { PausedPartitions: > 0 } status && status.ParkingLimit == limit, "the partition was paused");
        (await KeysAsync(app)).ShouldHaveSingleItem().Messages.ShouldBe(1);
        (await client.CommittedAsync(setup.Group, setup.Topic, 0)).ShouldBeLessThanOrEqualTo(1);
        await client.NoteAsync(setup.Topic, "well", 0, 1);
        await UntilAsync(async () => (await Database.TakenAsync())["well"].Any(), "another partition went on");

        Volatile.Write(ref healthy, true);
        await UntilAsync(async () => await Database.CountAsync() == 6, "all went on");
        (await Database.TakenAsync())[refused].ShouldBe(Enumerable.Range(ofAge ? 0 : 1, ofAge ? 5 : 4));
        await UntilAsync(() => app.Status.Endpoints[0] is { ParkingLimit: null, PausedPartitions: 0 }, "the partition went on");
    }
}
