using Orders.Service.Domain;

namespace Orders.Service.Tests.Domain;

public class StockItemTests
{
    [Fact]
    public void What_was_taken_and_given_back_is_on_hand_again()
    {
        var item = new StockItem(Some.Sku, 5);
        item.Take(5);
        item.OnHand.ShouldBe(0);
        item.GiveBack(5);
        item.OnHand.ShouldBe(5);
    }

    [Fact]
    public void More_than_is_on_hand_can_not_be_taken()
    {
        var item = new StockItem(Some.Sku, 5);
        Should.Throw<InvalidOperationException>(() => item.Take(6));
        item.OnHand.ShouldBe(5);
    }
}
