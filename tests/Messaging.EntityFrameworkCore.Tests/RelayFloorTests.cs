using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>How far a relay may skip what was delivered.</summary>
public sealed class RelayFloorTests
{
    private readonly RelayFloor _floor = new(new FakeTimeProvider());

    [Fact]
    public void The_floor_passes_ids_only_when_all_who_might_have_drawn_them_have_ended()
    {
        _floor.Take(Reading(100, lowest: null, "writer 1", "writer 2"));
        _floor.Value.ShouldBe(0);
        _floor.Take(Reading(200, lowest: null, "writer 2", "writer 3"));
        _floor.Value.ShouldBe(0, "writer 2 may still commit a row with any id up to 100");
        _floor.Take(Reading(300, lowest: null, "writer 3"));
        _floor.Value.ShouldBe(101);
        _floor.Take(Reading(400, lowest: null));
        _floor.Value.ShouldBe(301);
    }

    [Fact]
    public void The_floor_never_passes_a_row_that_is_there()
    {
        _floor.Take(Reading(100, lowest: 40));
        _floor.Take(Reading(200, lowest: 40));
        _floor.Value.ShouldBe(40);
        _floor.Take(Reading(200, lowest: 150));
        _floor.Value.ShouldBe(150);
    }

    [Fact]
    public void The_floor_starts_again_when_ids_do()
    {
        _floor.Take(Reading(100, lowest: null));
        _floor.Take(Reading(100, lowest: null));
        _floor.Value.ShouldBe(101);

        _floor.Take(Reading(5, lowest: 1));
        _floor.Value.ShouldBe(0);
    }

    private static FloorReading Reading(long last, long? lowest, params string[] writers) => new(last, writers.ToHashSet(), lowest);
}
