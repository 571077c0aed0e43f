using System.Net;
using Orders.Service.Tests.Http;

namespace Orders.Service.Tests.Operations;

/// <summary>What comes in, good or bad: the answer says why, and nothing is done, or done once.</summary>
public sealed class DeadLetterApiTests(OperationsService service) : IClassFixture<OperationsService>
{
    public static TheoryData<string> Queries =>
    [
        "state=Dead", "state=open", "state=1", "sourceSystem=oracle", "limit=0", "limit=201", "limit=x", "limit=1&limit=2", "after=x", "after=AAAA", "from=yesterday",
        "from=2026-01-02", "to=2026-01-02T03:04:05", "source=", "type=%00", "soruce=a", $"source={new string('a', 501)}", "type=%ED%A0%80%0A",
    ];

    public static TheoryData<string> Bodies =>
    [
        "", "[]", "{", "{}", """{"ids":[]}""", """{"ids":["x"]}""", """{"ids":[1]}""", """{"ids":"all"}""", """{"ids":["01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10"],"filter":{}}""",
        """{"filter":{"state":"Discarded"}}""", """{"filter":{"sourceSystem":"oracle"}}""", """{"filter":{"from":"yesterday"}}""", """{"filter":[]}""",
        """{"filter":{},"dryrun":true}""", """{"filter":{},"dryRun":"yes"}""", """{"filter":{},"ratePerSecond":0}""", """{"filter":{},"ratePerSecond":1e9}""", """{"filter":{},"reason":""}""",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_filter_that_can_not_be_meant_is_refused_by_name(string query)
    {
        using var response = await service.SendAsync(HttpMethod.Get, $"dead-letters?{query}");

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        problem["errors"]!.Names().ShouldContain(query.Split('=')[0]);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("type")]
    [InlineData("exception")]
    public async Task SQL_and_script_in_a_filter_are_compared_like_any_text(string filter)
    {
        var hostile = $"{filter} x' or '1'='1'; drop table messaging_dead_letter; --<script>alert(1)</script>";
        await service.AddAsync();

        (await service.JsonAsync(HttpMethod.Get, $"dead-letters?{filter}={Uri.EscapeDataString(hostile)}"))["items"]!.AsArray().ShouldBeEmpty();
        var id = await service.AddAsync(letter => letter with { Source = hostile + Guid.NewGuid(), MessageType = hostile, ExceptionType = hostile });
        var found = await service.JsonAsync(HttpMethod.Get, $"dead-letters/{id}");

        ((string)found["messageType"]!).ShouldBe(hostile);
        (await service.JsonAsync(HttpMethod.Get, $"dead-letters/groups?exception={Uri.EscapeDataString(hostile)}"))["items"]!.AsArray().ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bulk_that_can_not_be_meant_does_nothing(string body)
    {
        var id = await service.AddAsync();

        using var response = await service.SendAsync(HttpMethod.Post, "dead-letters/replay", body);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        (await StateAsync(id)).ShouldBe("Open");
    }

    [Fact]
    public async Task A_bulk_over_its_limit_does_nothing()
    {
        var source = $"many-{Guid.NewGuid():N}";
        for (var i = 0; i <= OperationsService.BulkLimit; i++)
            await service.AddAsync(letter => letter with { Source = source, SourceIdentity = $"{i}" });

        using var response = await service.SendAsync(HttpMethod.Post, "dead-letters/replay", $$$"""{"filter":{"source":"{{{source}}}"}}""");
        var ids = string.Join(',', Enumerable.Range(0, OperationsService.BulkLimit + 1).Select(_ => $"\"{Guid.NewGuid()}\""));
        using var selection = await service.SendAsync(HttpMethod.Post, "dead-letters/replay", $$"""{"ids":[{{ids}}]}""");

        await response.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity);
        await selection.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        (await service.JsonAsync(HttpMethod.Get, $"dead-letters?source={source}&state=Open&limit=200"))["items"]!.AsArray().Count.ShouldBe(OperationsService.BulkLimit + 1);
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("discard")]
    [InlineData("notes")]
    public async Task An_unknown_id_is_said_to_be_unknown(string action)
    {
        using var response = await service.SendAsync(HttpMethod.Post, $"dead-letters/{Guid.NewGuid()}/{action}", action == "notes" ? """{"text":"a"}""" : null);
        using var read = await service.SendAsync(HttpMethod.Get, $"dead-letters/{Guid.NewGuid()}");
        using var odd = await service.SendAsync(HttpMethod.Post, $"dead-letters/1%27--/{action}");

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await read.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await odd.ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_not_open_is_neither_replayed_nor_discarded()
    {
        var (discarded, replayed) = (await service.AddAsync(), await service.AddAsync());
        await service.JsonAsync(HttpMethod.Post, $"dead-letters/{discarded}/discard");
        await service.JsonAsync(HttpMethod.Post, $"dead-letters/{replayed}/replay");

        foreach (var (id, action) in new[] { (discarded, "replay"), (discarded, "discard"), (replayed, "replay"), (replayed, "discard") })
        {
            using var response = await service.SendAsync(HttpMethod.Post, $"dead-letters/{id}/{action}");
            var problem = await response.ShouldBeProblemAsync(HttpStatusCode.Conflict);
            ((string)problem["detail"]!).ShouldContain(id == discarded ? "Discarded" : "Replayed");
        }

        (await HistoryAsync(discarded)).ShouldBe(["discard"]);
        (await HistoryAsync(replayed)).ShouldBe(["replay"]);
    }

    [Fact]
    public async Task Of_many_who_act_at_the_same_time_one_does_it()
    {
        var id = await service.AddAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var response = await service.SendAsync(HttpMethod.Post, $"dead-letters/{id}/{(i % 2 == 0 ? "replay" : "discard")}");
            return response.StatusCode;
        }));

        answers.Count(status => status is HttpStatusCode.OK).ShouldBe(1);
        answers.Count(status => status is HttpStatusCode.Conflict).ShouldBe(7);
        (await HistoryAsync(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_nobody_knows_the_way_back_for_is_refused_with_the_reason()
    {
        var id = await service.AddAsync(letter => letter with { SourceSystem = "redis" });

        using var response = await service.SendAsync(HttpMethod.Post, $"dead-letters/{id}/replay");
        var bulk = await service.JsonAsync(HttpMethod.Post, "dead-letters/replay", $$"""{"ids":["{{id}}","{{Guid.NewGuid()}}"]}""");

        await response.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        ((int)bulk["refused"]!, (int)bulk["notFound"]!, (int)bulk["replayed"]!).ShouldBe((1, 1, 0));
        (await StateAsync(id)).ShouldBe("Open");
    }

    [Fact]
    public async Task Pages_come_one_after_the_other_without_gap_or_repetition()
    {
        var source = $"pages-{Guid.NewGuid():N}";
        for (var i = 0; i < 7; i++)
            await service.AddAsync(letter => letter with { Source = source, SourceIdentity = $"{i}", LastFailedAt = DateTimeOffset.UnixEpoch.AddSeconds(i / 3) });

        var ids = new List<Guid>();
        string? next = null;
        do
        {
            var page = await service.JsonAsync(HttpMethod.Get, $"dead-letters?source={source}&limit=3{(next is null ? "" : $"&after={next}")}");
            ids.AddRange(page["items"]!.AsArray().Select(item => (Guid)item!["id"]!));
            next = (string?)page["next"];
        }
        while (next is not null);

        ids.Distinct().Count().ShouldBe(7);
        ids.Count.ShouldBe(7);
    }

    [Fact]
    public async Task A_note_is_kept_and_says_who_wrote_it()
    {
        var id = await service.AddAsync();

        await service.JsonAsync(HttpMethod.Post, $"dead-letters/{id}/notes", """{"text":"<b>asks the warehouse</b>"}""", actor: "ada");
        await service.JsonAsync(HttpMethod.Post, $"dead-letters/{id}/notes", """{"text":"no answer"}""", actor: "grace");

        var letter = await service.JsonAsync(HttpMethod.Get, $"dead-letters/{id}");
        ((string)letter["note"]!).ShouldBe("no answer");
        letter["history"]!.AsArray().Select(entry => $"{entry!["actor"]}: {entry["reason"]}").ShouldBe(["grace: no answer", "ada: <b>asks the warehouse</b>"]);
        (await service.JsonAsync(HttpMethod.Get, "audit?actor=grace"))["items"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Bytes_are_shown_as_base64_and_as_text_only_when_they_are_text()
    {
        var binary = await service.AddAsync(letter => letter with { Body = new byte[] { 0, 255, 1 } });
        var text = await service.AddAsync();

        var shown = await service.JsonAsync(HttpMethod.Get, $"dead-letters/{binary}");
        Convert.FromBase64String((string)shown["body"]!).ShouldBe([0, 255, 1]);
        shown["bodyText"].ShouldBeNull();
        ((string)(await service.JsonAsync(HttpMethod.Get, $"dead-letters/{text}"))["bodyText"]!).ShouldContain("hello");
    }

    private async Task<string> StateAsync(Guid id) => (string)(await service.JsonAsync(HttpMethod.Get, $"dead-letters/{id}"))["state"]!;

    private async Task<List<string>> HistoryAsync(Guid id) =>
        [.. (await service.JsonAsync(HttpMethod.Get, $"dead-letters/{id}"))["history"]!.AsArray().Select(entry => (string)entry!["action"]!)];
}
