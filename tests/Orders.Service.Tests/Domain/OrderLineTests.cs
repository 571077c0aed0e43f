using CsCheck;
using Orders.Contracts;
using Orders.Service.Domain;

namespace Orders.Service.Tests.Domain;

public class OrderLineTests
{
    private static readonly Gen<OrderLine> Line = Gen.Select(
        Gen.Char['A', 'C'].Select(letter => letter.ToString()), Gen.Int[1, 10_000], Gen.Int[0, 500], (sku, quantity, cents) => new OrderLine(sku, quantity, cents / 100m));

    [Fact]
    public void Lines_of_the_same_SKU_and_price_are_summed()
    {
        var order = Some.Order(lines: [new OrderLine("A", 1, 2m), new OrderLine("B", 1, 3m), new OrderLine("A", 4, 2m)]);

        order.Lines.ShouldBe([new OrderLine("A", 5, 2m), new OrderLine("B", 1, 3m)]);
        order.Total.ShouldBe(13m);
    }

    [Fact]
    public void Summing_changes_neither_the_total_nor_the_pieces_of_a_SKU() =>
        Line.Array[1, 100].Sample(lines =>
        {
            var order = Some.Order(lines: lines);

            order.Total.ShouldBe(lines.Sum(line => line.Quantity * line.UnitPrice));
            foreach (var sku in lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal))
                Pieces(order.Lines, sku).ShouldBe(Pieces(lines, sku));
            order.Lines.Select(line => (line.Sku, line.UnitPrice)).ShouldBeUnique();
        });

    [Fact]
    public void An_order_without_lines_is_refused() =>
        Should.Throw<ArgumentException>(() => Order.Submit(Guid.NewGuid(), "customer-1", [], Some.Noon));

    private static int Pieces(IEnumerable<OrderLine> lines, string sku) =>
        lines.Where(line => line.Sku == sku).Sum(line => line.Quantity);
}
