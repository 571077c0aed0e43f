using System.Text.Json.Nodes;
using Messaging.Testing;
using Orders.Acceptance.Fixtures;
using Orders.Acceptance.Support;

namespace Orders.Acceptance;

/// <summary>The demonstration that README walks through. The same on real servers and embedded.</summary>
public abstract class When_an_order_is_blocked(InstallationFixture installation)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private OperationsClient Operations => new(installation.Service.Address);

    [Fact]
    public async Task A_flaky_SKU_needs_nobody()
    {
        var id = await installation.Orders.PostAsync("FLAKY", 1, 1, Cancelled);

        (await installation.Orders.WaitForEndAsync(id, Limit, Cancelled)).Status.ShouldBe("Confirmed");
        await installation.ShouldKeepItsPromisesAsync([id], Cancelled);
    }

    [Fact]
    public async Task A_broken_one_is_found_repaired_and_replayed()
    {
        await Operations.PutAsync("simulation/broken", "true", Cancelled);
        var id = await installation.Orders.PostAsync("BROKEN", 2, 5, Cancelled);
        var letterId = await BlockedByAsync(id);

        var letter = await Operations.GetAsync($"dead-letters/{letterId}", Cancelled);
        Text(letter, "source").ShouldBe("reserve-stock");
        Text(letter, "state").ShouldBe("Open");
        Text(letter, "messageType").ShouldBe("urn:message:Orders.Contracts:ReserveStock");
        Text(letter, "exceptionType").ShouldBe("Messaging.Failures.PermanentFailureException");
        Text(letter, "exceptionMessage").ShouldContain("simulation/broken");
        Text(letter, "bodyText").ShouldContain(id.ToString());
        var dry = await Operations.PostAsync($"dead-letters/{letterId}/replay", """{"dryRun":true}""", Cancelled);
        (Text(dry, "outcome"), Text(dry, "destination")).ShouldBe(("Replayed", "queue:reserve-stock"));

        // Too early: it fails again, as a dead letter that knows of which it is the replay.
        await Operations.PostAsync($"dead-letters/{letterId}/replay", null, Cancelled);
        var again = await NextBlockAsync(id, letterId);
        Text(await Operations.GetAsync($"dead-letters/{again}", Cancelled), "replayOf").ShouldBe($"{letterId}");

        await Operations.PutAsync("simulation/broken", "false", Cancelled);
        await Operations.PostAsync($"dead-letters/{again}/replay", """{"reason":"The SKU is repaired."}""", Cancelled);
        var order = await installation.Orders.WaitForEndAsync(id, Limit, Cancelled);

        (order.Status, order.Version, order.BlockedBy).ShouldBe(("Confirmed", 4, null));
        var history = (await Operations.GetAsync($"dead-letters/{again}", Cancelled))["history"]!.AsArray();
        (Text(history[0]!, "actor"), Text(history[0]!, "action"), Text(history[0]!, "reason")).ShouldBe(("ada", "replay", "The SKU is repaired."));
        var trail = (await Operations.GetAsync($"trail/{id}", Cancelled))["items"]!.AsArray().Select(entry => Text(entry!, "kind")).ToList();
        trail.Count(kind => kind == "order").ShouldBe(4);
        trail.Count(kind => kind == "dead-letter").ShouldBe(2);
        trail.ShouldContain("audit");
        await installation.ShouldKeepItsPromisesAsync([id], Cancelled);
    }

    [Fact]
    public async Task A_discarded_one_cancels_its_order()
    {
        await Operations.PutAsync("simulation/broken", "true", Cancelled);
        var id = await installation.Orders.PostAsync("BROKEN", 1, 5, Cancelled);

        await Operations.PostAsync($"dead-letters/{await BlockedByAsync(id)}/discard", """{"reason":"Ordered elsewhere."}""", Cancelled);

        (await installation.Orders.WaitForEndAsync(id, Limit, Cancelled)).Status.ShouldBe("Cancelled");
        await installation.ShouldKeepItsPromisesAsync([id], Cancelled);
    }

    [Fact]
    public async Task Lists_groups_outbox_and_parked_keys_can_be_looked_at()
    {
        var before = (await Operations.GetAsync("dead-letters?state=Open", Cancelled))["items"]!.AsArray().Count;

        (await Operations.GetAsync("dead-letters/groups", Cancelled))["items"]!.AsArray().Sum(group => (int)group!["count"]!).ShouldBe(before);
        (await Operations.GetAsync("outbox", Cancelled))["stuck"]!.AsArray().ShouldBeEmpty();
        (await Operations.GetAsync("parked-keys", Cancelled))["items"]!.AsArray().ShouldBeEmpty();
    }

    private Task<Guid> BlockedByAsync(Guid orderId) => NextBlockAsync(orderId, null);

    private async Task<Guid> NextBlockAsync(Guid orderId, Guid? earlier)
    {
        Guid? block = null;
        await Eventually.BecomesTrueAsync(
            async () => (block = (await installation.Orders.GetAsync(orderId, Cancelled)).BlockedBy) is not null && block != earlier, Limit, $"order {orderId} was blocked", Cancelled);
        return block!.Value;
    }

    private static string Text(JsonNode node, string name) => (string?)node[name] ?? "";
}
