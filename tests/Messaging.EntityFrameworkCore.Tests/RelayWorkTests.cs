using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What the relay holds, while a look into the table is under way that may have seen an earlier state.</summary>
public sealed class RelayWorkTests
{
    private readonly RelayWork _work = new();

    [Fact]
    public void A_successor_is_not_taken_when_the_first_of_its_key_went_back_while_it_was_read()
    {
        var first = Row(1, "key");
        _work.AcceptFetched(first).ShouldBeTrue();

        _work.BeginFetch().ShouldBe([1]);
        _work.Release(first);
        _work.AcceptFetched(Row(2, "key")).ShouldBeFalse();
        _work.AcceptFetched(Row(3, "other")).ShouldBeTrue();
        _work.EndFetch();

        _work.BeginFetch().ShouldBe([3]);
        _work.AcceptFetched(first).ShouldBeTrue();
        _work.AcceptFetched(Row(2, "key")).ShouldBeFalse();
        _work.Finish(first)!.Id.ShouldBe(2);
    }

    [Fact]
    public void A_row_that_ended_while_it_was_read_is_not_taken_again()
    {
        var row = Row(1, null);
        _work.BeginFetch().ShouldBeEmpty();
        _work.AcceptFetched(row).ShouldBeTrue();
        _work.Finish(row);

        _work.AcceptFetched(row).ShouldBeFalse();
        _work.EndFetch();
        _work.Count.ShouldBe(0);
    }

    [Fact]
    public void A_row_that_was_read_and_ended_before_its_own_process_hands_it_over_is_not_taken_again()
    {
        var row = Row(1, null);
        _work.BeginFetch();
        _work.AcceptFetched(row).ShouldBeTrue();
        _work.EndFetch();
        _work.Finish(row);

        _work.AcceptNew(row).ShouldBe(NewRowFate.Known);
        _work.AcceptNew(Row(2, null)).ShouldBe(NewRowFate.ToSend);
    }

    [Fact]
    public void Rows_that_only_have_to_be_deleted_take_no_room_of_those_that_are_to_be_sent_unless_they_pile_up()
    {
        const int Most = 4;
        var rows = Enumerable.Range(1, 2 * Most).Select(id => Row(id, null)).ToList();
        foreach (var row in rows[..Most])
            _work.AcceptFetched(row).ShouldBeTrue();
        _work.RoomOf(Most).ShouldBe(0);

        _work.Confirm(rows[0]);
        _work.Confirm(rows[1]);
        _work.RoomOf(Most).ShouldBe(2);

        _work.Release(rows[2]);
        _work.Release(rows[3]);
        _work.RoomOf(Most).ShouldBe(Most);

        foreach (var row in rows[Most..])
            _work.AcceptFetched(row);
        foreach (var row in rows[Most..])
            _work.Confirm(row);
        _work.RoomOf(Most).ShouldBe(2);

        _work.Finish(rows[0]);
        _work.RoomOf(Most).ShouldBe(3);
    }

    private static OutboxRow Row(long id, string? key) =>
        new(id, 0, 0, Expired: false, new OutboxMessage
        {
            MessageId = Guid.CreateVersion7(),
            OriginalMessageId = Guid.CreateVersion7(),
            Destination = new Uri("topic:notes"),
            OrderingKey = key,
            ContentType = "application/json",
            Body = new byte[] { 1 },
        });
}
