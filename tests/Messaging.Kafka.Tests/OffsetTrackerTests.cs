using CsCheck;

namespace Messaging.Kafka.Tests;

public sealed class OffsetTrackerTests
{
    // Offsets with gaps, and an order in which they finish.
    private static readonly Gen<(long[] Offsets, int[] Order)> Work =
        from gaps in Gen.Long[1, 5].Array[1, 60]
        from order in Gen.Shuffle(Enumerable.Range(0, gaps.Length).ToArray())
        select (gaps.Aggregate(new List<long> { 100 }, (all, gap) => [.. all, all[^1] + gap]).Skip(1).ToArray(), order);

    [Fact]
    public void Only_what_is_before_the_first_unfinished_record_is_committable() => Work.Sample(work =>
    {
        var tracker = new OffsetTracker();
        foreach (var offset in work.Offsets)
            tracker.Begin(offset);

        var finished = new HashSet<long>();
        foreach (var index in work.Order)
        {
            tracker.Finish(work.Offsets[index]);
            finished.Add(work.Offsets[index]);
            var beginning = work.Offsets.TakeWhile(finished.Contains).ToArray();
            tracker.Committable.ShouldBe(beginning.Length == 0 ? null : beginning[^1] + 1);
        }

        tracker.Committable.ShouldBe(work.Offsets[^1] + 1);
    });

    [Fact]
    public void Records_may_be_taken_while_others_finish() => Work.Sample(work =>
    {
        var tracker = new OffsetTracker();
        var open = new List<long>();
        for (var index = 0; index < work.Offsets.Length; index++)
        {
            tracker.Begin(work.Offsets[index]);
            open.Add(work.Offsets[index]);
            if (work.Order[index] % 2 != 0)
                continue;

            var finish = open[work.Order[index] % open.Count];
            open.Remove(finish);
            tracker.Finish(finish);
            if (open.Count > 0 && tracker.Committable is { } committable)
                committable.ShouldBeLessThanOrEqualTo(open.Min());
        }
    });

    [Fact]
    public void A_record_is_begun_once_and_finished_once()
    {
        var tracker = new OffsetTracker();
        tracker.Begin(5);
        Should.Throw<ArgumentOutOfRangeException>(() => tracker.Begin(5));
        Should.Throw<InvalidOperationException>(() => tracker.Finish(4));
        tracker.Finish(5);
        Should.Throw<InvalidOperationException>(() => tracker.Finish(5));
    }
}
