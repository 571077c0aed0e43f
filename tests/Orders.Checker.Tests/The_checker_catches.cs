using Orders.Checker.Recorded;

namespace Orders.Checker.Tests;

/// <summary>Each test damages a healthy snapshot in one place and names the promise that is broken by it.</summary>
public class The_checker_catches
{
    private const string Captures = "payments.events: captures less refunds = 1 per confirmed order, 0 for others";
    private const string Rows = "payment rows: one capture per confirmed order, none for others";
    private const string Sequence = "orders.events: per key 1..n without gap, doubled version or reorder";
    private const string Complete = "orders.events: the last event is where the order stands";
    private const string History = "histories are 1..n along legal transitions";
    private const string Stock = "stock on hand + stock held = stock seeded";

    [Fact]
    public void A_lost_order() =>
        Healthy.Snapshot().Without(Healthy.Rejected).ShouldBeCaughtBy("every accepted order exists", "accepted, but not there");

    [Fact]
    public void A_second_order_from_a_repeated_request()
    {
        var seen = Healthy.Snapshot();
        (seen with { Accepted = [.. seen.Accepted.Where(id => id != Healthy.Rejected)] }).ShouldBeCaughtBy("no order exists that nobody was told of", "in no answer");
    }

    [Fact]
    public void An_order_in_no_end_state()
    {
        // Open everywhere alike, and holding its stock, so that nothing but the missing end is wrong.
        Snapshot seen = Healthy.Snapshot().OrderEvents(events => events.Where(e => (e.OrderId, e.Version) != (Healthy.Declined, 4)))
            .Order(Healthy.Declined, order => order with { Status = Statuses.PaymentPending, Version = 3, History = [.. order.History.Take(3)] });
        (seen with { Stock = new Dictionary<string, long> { ["SKU-001"] = 96 } }).ShouldBeCaughtBy("every order is in exactly one end state", "still PaymentPending");
    }

    [Fact]
    public void An_answer_that_differs_from_the_row()
    {
        var seen = Healthy.Snapshot();
        var stale = seen.Answers!.Select(answer => answer.Id == Healthy.Confirmed ? answer with { Total = 21 } : answer);
        (seen with { Answers = [.. stale] }).ShouldBeCaughtBy("HTTP answers what the database holds", "HTTP says Confirmed version 4 total 21");
    }

    [Fact]
    public void An_order_that_HTTP_does_not_know()
    {
        var seen = Healthy.Snapshot();
        (seen with { Answers = [.. seen.Answers!.Skip(1)] }).ShouldBeCaughtBy("HTTP answers what the database holds", "unknown to HTTP");
    }

    [Fact]
    public void A_history_with_a_gap() =>
        Healthy.Snapshot().Order(Healthy.Confirmed, order => order with { History = [.. order.History.Where(change => change.Version != 2)] })
            .ShouldBeCaughtBy(History, "versions are not 1..n");

    [Fact]
    public void A_history_with_an_illegal_transition() =>
        Healthy.Snapshot().Order(Healthy.Confirmed, order => order with { History = [order.History[0], order.History[2] with { Version = 2 }, order.History[1] with { Version = 3 }, order.History[3]] })
            .ShouldBeCaughtBy(History, "illegal transition");

    [Fact]
    public void A_stock_leak() =>
        (Healthy.Snapshot() with { Stock = new Dictionary<string, long> { ["SKU-001"] = 96 } }).ShouldBeCaughtBy(Stock, "96 on hand + 2 held = 98, seeded were 100");

    [Fact]
    public void Stock_that_was_given_back_twice() =>
        (Healthy.Snapshot() with { Stock = new Dictionary<string, long> { ["SKU-001"] = 100 } }).ShouldBeCaughtBy(Stock, "seeded were 100");

    [Fact]
    public void Stock_sold_below_zero()
    {
        var seen = Healthy.Snapshot();
        (seen with { Stock = new Dictionary<string, long> { ["SKU-001"] = -1 }, SeededStock = new Dictionary<string, long> { ["SKU-001"] = 1 } }).ShouldBeCaughtBy(Stock, "-1 on hand");
    }

    [Fact]
    public void A_doubled_capture() =>
        Healthy.Snapshot().PaymentEvents(events => [.. events, Healthy.Payment(99, Healthy.Confirmed, "PaymentCaptured", 20)]).ShouldBeCaughtBy(Captures, "2 capture(s) less 0 refund(s)");

    [Fact]
    public void A_doubled_capture_even_when_one_was_refunded() =>
        Healthy.Snapshot().PaymentEvents(events => [.. events, Healthy.Payment(98, Healthy.Confirmed, "PaymentCaptured", 20), Healthy.Payment(99, Healthy.Confirmed, "PaymentRefunded", 20)])
            .ShouldBeCaughtBy(Captures, "2 capture(s) less 1 refund(s)");

    [Fact]
    public void A_capture_for_a_cancelled_order() =>
        Healthy.Snapshot().PaymentEvents(events => events.Where(e => e.Type != "PaymentRefunded")).ShouldBeCaughtBy(Captures, "Cancelled, 1 capture(s) less 0 refund(s)");

    [Fact]
    public void A_confirmed_order_without_a_capture() =>
        Healthy.Snapshot().PaymentEvents(events => events.Where(e => e.OrderId != Healthy.Confirmed)).ShouldBeCaughtBy(Captures, "Confirmed, 0 capture(s)");

    [Fact]
    public void A_capture_of_another_amount() =>
        Healthy.Snapshot().PaymentEvents(events => events.Select(e => e.OrderId == Healthy.Confirmed ? e with { Amount = 19 } : e)).ShouldBeCaughtBy(Captures, "moved 19 for a total of 20");

    [Fact]
    public void A_capture_for_an_order_that_does_not_exist() =>
        Healthy.Snapshot().PaymentEvents(events => [.. events, Healthy.Payment(99, Guid.Empty, "PaymentCaptured", 20)]).ShouldBeCaughtBy(Captures, "does not exist");

    [Fact]
    public void A_payment_row_left_captured_for_a_cancelled_order()
    {
        var seen = Healthy.Snapshot();
        (seen with { Payments = [.. seen.Payments!.Select(payment => payment with { Status = payment.Status == "Refunded" ? "Captured" : payment.Status })] }).ShouldBeCaughtBy(Rows, "Cancelled, 1 capture(s)");
    }

    [Fact]
    public void A_gap_in_the_events() =>
        Healthy.Snapshot().OrderEvents(events => events.Where(e => (e.OrderId, e.Version) != (Healthy.Confirmed, 2))).ShouldBeCaughtBy(Sequence, "with a gap");

    [Fact]
    public void Two_swapped_events() =>
        Healthy.Snapshot().OrderEvents(events => [events[0], events[2], events[1], .. events.Skip(3)]).ShouldBeCaughtBy(Sequence, "not in order");

    [Fact]
    public void A_doubled_version() =>
        Healthy.Snapshot().OrderEvents(events => [.. events.Take(2), events[1] with { MessageId = "another" }, .. events.Skip(2)]).ShouldBeCaughtBy(Sequence, "one version under two message ids");

    [Fact]
    public void One_message_id_for_two_events() =>
        Healthy.Snapshot().OrderEvents(events => [.. events, events[0] with { Total = 1 }]).ShouldBeCaughtBy(Sequence, "one id for different contents");

    [Fact]
    public void An_order_whose_events_are_in_two_partitions() =>
        Healthy.Snapshot().OrderEvents(events => [events[0] with { Position = events[0].Position with { Partition = 1 } }, .. events.Skip(1)]).ShouldBeCaughtBy(Sequence, "more than one partition");

    [Fact]
    public void An_event_that_can_not_be_read()
    {
        var seen = Healthy.Snapshot();
        (seen with { Topics = seen.Topics! with { Unreadable = [new TopicPosition("orders.events", 0, 7)] } }).ShouldBeCaughtBy(Sequence, "not an event of an order");
    }

    [Fact]
    public void A_last_event_that_never_came() =>
        Healthy.Snapshot().OrderEvents(events => events.Where(e => (e.OrderId, e.Version) != (Healthy.Confirmed, 4))).ShouldBeCaughtBy(Complete, "its last event PaymentPending version 3");

    [Fact]
    public void An_event_for_an_order_that_was_rolled_back() =>
        Healthy.Snapshot().OrderEvents(events => [.. events, events[0] with { OrderId = Guid.Empty, Key = Guid.Empty.ToString(), MessageId = "another" }]).ShouldBeCaughtBy(Complete, "does not exist");

    [Fact]
    public void A_leftover_outbox_row() =>
        (Healthy.Snapshot() with { Backlogs = [new("outbox rows that are due", 1)] }).ShouldBeCaughtBy("outbox, parked messages, queues and lag are back to zero", "outbox rows that are due: 1 waiting");

    [Fact]
    public void An_unexpected_dead_letter() =>
        (Healthy.Snapshot() with { DeadLetters = [new("queue email_error", 1)] }).ShouldBeCaughtBy("dead letters are exactly the expected ones", "queue email_error: 1");

    [Fact]
    public void A_dead_letter_that_was_swallowed() =>
        (Healthy.Snapshot() with { ExpectedDeadLetters = 1 }).ShouldBeCaughtBy("dead letters are exactly the expected ones", "0, expected 1");
}
