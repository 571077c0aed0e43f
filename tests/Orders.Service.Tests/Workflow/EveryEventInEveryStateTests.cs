using Messaging.Failures;
using Microsoft.Extensions.DependencyInjection;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;
using Orders.Service.Tests.Domain;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Workflow;

/// <summary>
/// Each place where workflow and order can stand together, by each event. A cell is what they become and the command that was sent;
/// <c>!</c> is a dead letter that changed nothing, <c>=</c> nothing at all.
/// </summary>
public class EveryEventInEveryStateTests
{
    private const string Table = """
        workflow       | order          | OrderSubmitted                    | StockReserved                                 | StockUnavailable    | OrderCancelled      | PaymentCaptured                     | PaymentDeclined     | PaymentTimedOut
        -              | Submitted      | Submitted/Submitted ReserveStock  | !                                             | !                   | Cancelled/Cancelled | !                                   | !                   | !
        -              | StockReserved  | Submitted/StockReserved ReserveStock | PaymentPending/PaymentPending RequestPayment | !                   | Cancelled/Cancelled | !                                   | !                   | !
        -              | Rejected       | Submitted/Rejected ReserveStock   | Rejected/Rejected                             | Rejected/Rejected   | Rejected/Rejected   | !                                   | !                   | !
        -              | Cancelled      | Submitted/Cancelled ReserveStock  | Cancelled/Cancelled                           | Cancelled/Cancelled | Cancelled/Cancelled | !                                   | !                   | !
        Submitted      | Submitted      | =                                 | !                                             | !                   | Cancelled/Cancelled | Submitted/Submitted RefundPayment   | =                   | =
        Submitted      | StockReserved  | =                                 | PaymentPending/PaymentPending RequestPayment  | !                   | Cancelled/Cancelled | Submitted/StockReserved RefundPayment | =                 | =
        Submitted      | Rejected       | =                                 | Rejected/Rejected                             | Rejected/Rejected   | Rejected/Rejected   | Submitted/Rejected RefundPayment    | =                   | =
        Submitted      | Cancelled      | =                                 | Cancelled/Cancelled                           | Cancelled/Cancelled | Cancelled/Cancelled | Submitted/Cancelled RefundPayment   | =                   | =
        PaymentPending | PaymentPending | =                                 | =                                             | =                   | Cancelled/Cancelled | Confirmed/Confirmed SendEmail       | Cancelled/Cancelled | Cancelled/Cancelled
        PaymentPending | Cancelled      | =                                 | =                                             | =                   | Cancelled/Cancelled | Cancelled/Cancelled RefundPayment   | Cancelled/Cancelled | Cancelled/Cancelled
        Confirmed      | Confirmed      | =                                 | =                                             | =                   | =                   | =                                   | =                   | =
        Rejected       | Rejected       | =                                 | =                                             | =                   | =                   | Rejected/Rejected RefundPayment    | =                   | =
        Cancelled      | Cancelled      | =                                 | =                                             | =                   | =                   | Cancelled/Cancelled RefundPayment   | =                   | =
        """;

    private const int Seeded = 10;

    public static TheoryData<string, OrderStatus, string, string> Cells()
    {
        var cells = new TheoryData<string, OrderStatus, string, string>();
        var rows = Table.Split('\n').Select(row => row.Split('|', StringSplitOptions.TrimEntries)).ToList();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 2; column < row.Length; column++)
                cells.Add(row[0], Enum.Parse<OrderStatus>(row[1]), rows[0][column], row[column]);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task An_event_ends_where_the_table_says(string workflow, OrderStatus status, string @event, string expected)
    {
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false);
        var order = Some.Order(status);
        var version = order.Version;
        var held = order.HoldsStock ? Some.Quantity : 0;
        await fixture.ChangeAsync(services =>
        {
            var context = services.GetRequiredService<OrdersDbContext>();
            context.Add(order);
            context.Add(new StockItem(Some.Sku, Seeded - held));
            return Task.CompletedTask;
        });
        if (workflow is not "-")
            fixture.AddState(StateIn(workflow, order.Id));

        var failure = await fixture.PublishAsync(MessageOf(@event, order));

        var after = await fixture.OrderAsync(order.Id);
        if (expected is "!")
        {
            failure.ShouldNotBeNull();
            new FailureClassification([new OrderFailureClassifier()]).Classify(failure).ShouldBe(FailureKind.Permanent);
            (fixture.State(order.Id)?.CurrentState ?? "-").ShouldBeOneOf(workflow, "Initial");
            after.Version.ShouldBe(version);
            return;
        }

        failure.ShouldBeNull();
        var parts = (expected is "=" ? $"{workflow}/{status}" : expected).Split('/', ' ');
        fixture.State(order.Id)!.CurrentState.ShouldBe(parts[0]);
        after.Status.ToString().ShouldBe(parts[1]);
        // Everything was sent before the message's transaction ended, so there is nothing to wait for.
        fixture.Harness.Sent.Select(_ => true, new CancellationToken(canceled: true)).Select(sent => sent.MessageType.Name).Where(name => name is not nameof(PaymentTimedOut))
            .ShouldBe(parts.Skip(2));
        fixture.Events.Orders.Select(change => change.Version).ShouldBe(Enumerable.Range(version + 1, after.Version - version));
        (await fixture.OnHandAsync(Some.Sku)).ShouldBe(Seeded - (after.HoldsStock ? Some.Quantity : 0));
    }

    private static OrderState StateIn(string name, Guid orderId) => new()
    {
        CorrelationId = orderId,
        CurrentState = name,
        PaymentTimeoutToken = name is "PaymentPending" ? Guid.NewGuid() : null,
    };

    private static object MessageOf(string name, Order order) => name switch
    {
        nameof(OrderSubmitted) => new OrderSubmitted(order.Id, order.CustomerId, order.Total),
        nameof(StockReserved) => new StockReserved(order.Id),
        nameof(StockUnavailable) => new StockUnavailable(order.Id, "no stock"),
        nameof(OrderCancelled) => new OrderCancelled(order.Id, "changed my mind"),
        nameof(PaymentCaptured) => new PaymentCaptured(order.Id, Guid.NewGuid(), order.Total),
        nameof(PaymentDeclined) => new PaymentDeclined(order.Id, Guid.NewGuid(), "no"),
        nameof(PaymentTimedOut) => new PaymentTimedOut(order.Id),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not in the table."),
    };
}
