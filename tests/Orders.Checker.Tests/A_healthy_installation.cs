using Orders.Checker.Recorded;

namespace Orders.Checker.Tests;

public class A_healthy_installation
{
    [Fact]
    public void Keeps_every_promise_and_every_promise_was_looked_at()
    {
        var report = Check.Judge(Healthy.Snapshot());

        report.Findings.ShouldAllBe(finding => finding.Result == Finding.Ok, report.ToText());
        report.Information["duplicates"].ShouldBe(0);
        report.Information["Confirmed"].ShouldBe(1);
    }

    [Fact]
    public void May_deliver_a_message_again_under_its_own_id()
    {
        var seen = Healthy.Snapshot()
            .OrderEvents(events => [.. events, events[0] with { Position = new TopicPosition("orders.events", 0, 99) }])
            .PaymentEvents(events => [.. events, events[1] with { Position = new TopicPosition("payments.events", 0, 99) }]);

        var report = Check.Judge(seen);

        report.Holds.ShouldBeTrue(report.ToText());
        report.Information["duplicates"].ShouldBe(2);
    }

    [Fact]
    public void Has_the_poison_that_was_put_in_and_no_more() =>
        Check.Judge(Healthy.Snapshot() with { ExpectedDeadLetters = 2, DeadLetters = [new("queue email_error", 1), new("topic payments.events.orders.dlt", 1)] }).Holds.ShouldBeTrue();

    [Fact]
    public void Seen_only_through_HTTP_is_judged_by_what_HTTP_shows()
    {
        var seen = new Snapshot { Answers = Healthy.Snapshot().Answers, NotLookedAt = ["Kafka's topics and lag (--kafka)"] };

        var report = Check.Judge(seen);

        report.Holds.ShouldBeTrue();
        report.Findings.Count(finding => finding.Result == Finding.Ok).ShouldBe(2);
        report.ToText().ShouldContain("NOT LOOKED AT stock on hand");
        report.ToText().ShouldContain("not looked at: Kafka");
    }
}
