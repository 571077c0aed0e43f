using CsCheck;
using Orders.Contracts;
using Orders.Service.Domain;

namespace Orders.Service.Tests.Domain;

public class OrderTransitionTests
{
    private static readonly HashSet<(OrderStatus From, OrderStatus To)> Legal =
    [
        (OrderStatus.Submitted, OrderStatus.StockReserved),
        (OrderStatus.Submitted, OrderStatus.Rejected),
        (OrderStatus.Submitted, OrderStatus.Cancelled),
        (OrderStatus.StockReserved, OrderStatus.PaymentPending), (OrderStatus.StockReserved, OrderStatus.Cancelled),
        (OrderStatus.PaymentPending, OrderStatus.Confirmed), (OrderStatus.PaymentPending, OrderStatus.Cancelled),
    ];

    private static readonly OrderStatus[] Targets = [.. Enum.GetValues<OrderStatus>().Where(status => status is not OrderStatus.Submitted)];

    public static TheoryData<OrderStatus, OrderStatus> EveryPair()
    {
        var pairs = new TheoryData<OrderStatus, OrderStatus>();
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (var to in Targets)
                pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_legal_transition_adds_one_version_and_an_illegal_one_changes_nothing(OrderStatus from, OrderStatus to)
    {
        var order = Some.Order(from);
        var version = order.Version;

        if (Legal.Contains((from, to)))
        {
            Some.MoveTo(order, to);
            order.Status.ShouldBe(to);
            order.Version.ShouldBe(version + 1);
            order.History[^1].ShouldBe(new OrderHistoryEntry(order.Id, version + 1, to, Some.Noon));
            return;
        }

        var exception = Should.Throw<IllegalTransitionException>(() => Some.MoveTo(order, to));
        (exception.OrderId, exception.From, exception.To).ShouldBe((order.Id, from, to));
        order.Status.ShouldBe(from);
        order.Version.ShouldBe(version);
    }

    [Fact]
    public void Whatever_is_tried_versions_have_no_gap_and_a_closed_order_stays_closed() =>
        Gen.Int[0, Targets.Length - 1].Select(index => Targets[index]).Array[0, 20].Sample(attempts =>
        {
            var order = Some.Order();
            foreach (var attempt in attempts)
            {
                var before = order.Status;
                var wasOpen = order.IsOpen;
                try
                {
                    Some.MoveTo(order, attempt);
                }
                catch (IllegalTransitionException)
                {
                    order.Status.ShouldBe(before);
                    continue;
                }

                wasOpen.ShouldBeTrue();
            }

            order.History.Select(entry => entry.Version).ShouldBe(Enumerable.Range(1, order.Version));
        });
}
