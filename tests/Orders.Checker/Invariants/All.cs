namespace Orders.Checker.Invariants;

/// <summary>Every promise that can be read from outside, in the order of the report.</summary>
public static class All
{
    public static readonly IReadOnlyList<IInvariant> Invariants =
    [
        new AcceptedOrdersExist(),
        new NoOrderUnasked(),
        new OrdersEnd(),
        new AnswersEqualRows(),
        new HistoryIsLegal(),
        new StockIsConserved(),
        new PaymentRowsFit(),
        new PaymentEventsFit(),
        new OrderEventsInSequence(),
        new OrderEventsComplete(),
        new BacklogsEmpty(),
        new DeadLettersExpected(),
    ];
}
