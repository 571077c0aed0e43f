using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Messaging.Testing;
using Npgsql;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance;

/// <summary>
/// What a person does about parked keys and about a dead letter of Kafka, over HTTP. The database refuses the messages that the test names, as
/// a deadlock would.
/// </summary>
public sealed class When_a_key_of_payments_is_parked(PatientServers installation) : IClassFixture<PatientServers>
{
    private const string Refusals =
        """
        create table if not exists refused_message (id uuid primary key);
        create table if not exists refused_action (action text primary key);
        create or replace function refuse_message() returns trigger language plpgsql as $$
        begin
            if exists (select 1 from refused_message where id = new.message_id) then raise exception 'as asked' using errcode = '40P01'; end if;
            return new;
        end $$;
        create or replace function refuse_action() returns trigger language plpgsql as $$
        begin
            if exists (select 1 from refused_action where action = new.action) then raise exception 'as asked'; end if;
            return new;
        end $$;
        create or replace trigger refuse before insert on messaging.inbox_message for each row execute function refuse_message();
        create or replace trigger refuse before insert on messaging.inbox_message_undated for each row execute function refuse_message();
        create or replace trigger refuse before insert on messaging.audit for each row execute function refuse_action();
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _key = Guid.NewGuid().ToString();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private OperationsClient Operations => new(installation.Service.Address);

    [Fact]
    public async Task It_is_held_and_released_and_each_is_audited_in_the_transaction_of_the_action()
    {
        var (first, second) = await ParkAsync();
        var id = await ParkedAsync(2);

        await RunAsync("insert into refused_action values ('hold')");
        await Should.ThrowAsync<HttpRequestException>(() => Operations.PostAsync($"parked-keys/{id}/hold", null, Cancelled));
        ((string)(await KeyAsync())!["state"]!).ShouldBe("Parked", "what can't be audited is not done");
        await RunAsync("delete from refused_action");

        await Operations.PostAsync($"parked-keys/{id}/hold", null, Cancelled);
        ((string)(await KeyAsync())!["state"]!).ShouldBe("Held");
        await RunAsync("delete from refused_message");
        ((string)(await Operations.PostAsync($"parked-keys/{id}/release", null, Cancelled))["action"]!).ShouldBe("release");

        await UntilAsync(async () => await KeyAsync() is null, "the key went on");
        (await ConsumedAsync(first, second)).ShouldBe(2);
        (await AuditedAsync(id)).ShouldBe(["release", "hold"]);
    }

    [Fact]
    public async Task Its_first_message_is_skipped_and_has_no_effect_while_what_follows_has()
    {
        var (first, second) = await ParkAsync();
        var id = await ParkedAsync(2);

        var skipped = await Operations.PostAsync($"parked-keys/{id}/skip", null, Cancelled);

        ((string)skipped["messageId"]!).ShouldBe($"{first}");
        await UntilAsync(async () => await KeyAsync() is null, "the key went on");
        (await ConsumedAsync(second)).ShouldBe(1);
        (await ConsumedAsync(first)).ShouldBe(0);
        (await AuditedAsync(id)).ShouldBe(["skip"]);
    }

    [Fact]
    public async Task A_dead_letter_of_it_is_replayed_into_its_place_and_what_waits_comes_after()
    {
        var (first, second) = await ParkAsync();
        var id = await ParkedAsync(2);
        // It fails a last time.
        await Operations.PostAsync($"parked-keys/{id}/release", null, Cancelled);
        await UntilAsync(async () => (string?)(await KeyAsync())?["state"] == "Held", "the key is held over a dead letter");
        JsonNode? letter = null;
        await UntilAsync(
            async () => (letter = (await Operations.GetAsync("dead-letters?source=payments.events&state=Open&limit=200", Cancelled))["items"]!.AsArray()
                .FirstOrDefault(item => (string?)item!["messageId"] == $"{first}")) is not null,
            "the dead letter was collected");
        await RunAsync("delete from refused_message");
        (await ConsumedAsync(first, second)).ShouldBe(0);

        var dry = await Operations.PostAsync("dead-letters/replay", $$"""{"ids":["{{letter!["id"]}}"],"dryRun":true}""", Cancelled);
        dry.ToJsonString().ShouldContain("payments.events, group orders, by its parked messages");
        (await ConsumedAsync(first, second)).ShouldBe(0);
        await Operations.PostAsync($"dead-letters/{letter["id"]}/replay", """{"reason":"The database is well again."}""", Cancelled);

        await UntilAsync(async () => await ConsumedAsync(first, second) == 2, "both were consumed");
        await UntilAsync(async () => await KeyAsync() is null, "the key went on");
        await UntilAsync(
            async () => (string)(await Operations.GetAsync($"dead-letters/{letter["id"]}", Cancelled))["state"]! == "Done", "the dead letter is closed");
        (await Operations.GetAsync($"audit?subjectType=dead-letter&subjectId={letter["id"]}", Cancelled))["items"]!.AsArray()
            .Select(entry => ((string)entry!["action"]!, (string)entry["actor"]!)).ShouldBe([("replay", "ada")]);
    }

    /// <summary>Produces two records of the key, of which the database refuses the first.</summary>
    private async Task<(Guid First, Guid Second)> ParkAsync()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await RunAsync(Refusals);
        await RunAsync($"insert into refused_message values ('{first}')");
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = installation.Servers.Kafka.ConnectionString, Acks = Acks.All }).Build();
        foreach (var id in new[] { first, second })
        {
            var value = $$"""{"type":"PaymentAuthorized","paymentId":"{{Guid.NewGuid()}}","orderId":"{{_key}}","amount":1,"at":"2026-01-01T00:00:00Z"}""";
            await producer.ProduceAsync(
                "payments.events", new Message<string, string> { Key = _key, Value = value, Headers = [new Header("message-id", Encoding.UTF8.GetBytes($"{id}"))] }, Cancelled);
        }

        return (first, second);
    }

    private async Task<long> ParkedAsync(int messages)
    {
        await UntilAsync(async () => (int?)(await KeyAsync())?["messages"] == messages, "the key is parked");
        return (long)(await KeyAsync())!["id"]!;
    }

    private async Task<JsonNode?> KeyAsync() =>
        (await Operations.GetAsync("parked-keys?sourceSystem=kafka&source=payments.events&group=orders&limit=200", Cancelled))["items"]!.AsArray()
            .FirstOrDefault(key => (string?)key!["keyText"] == _key);

    private async Task<IEnumerable<string>> AuditedAsync(long id) =>
        (await Operations.GetAsync($"audit?actor=ada&subjectType=parked-key&subjectId={id}", Cancelled))["items"]!.AsArray().Select(entry => (string)entry!["action"]!);

    private async Task<long> ConsumedAsync(params Guid[] ids)
    {
        var list = string.Join(',', ids.Select(id => $"'{id}'"));
        await using var source = NpgsqlDataSource.Create(installation.Servers.Database);
        await using var command = source.CreateCommand(
            $"select (select count(*) from messaging.inbox_message where message_id in ({list})) + (select count(*) from messaging.inbox_message_undated where message_id in ({list}))");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(installation.Servers.Database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.BecomesTrueAsync(condition, Patience, what, Cancelled);
}
