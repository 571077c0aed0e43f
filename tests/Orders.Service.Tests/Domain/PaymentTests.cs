using Orders.Service.Domain;

namespace Orders.Service.Tests.Domain;

public class PaymentTests
{
    [Theory]
    [InlineData(PaymentStatus.Captured, true)]
    [InlineData(PaymentStatus.Declined, false)]
    [InlineData(PaymentStatus.Refunded, false)]
    public void Only_what_was_captured_is_refunded_and_only_once(PaymentStatus status, bool refunded)
    {
        var payment = new Payment(Guid.NewGuid(), Guid.NewGuid(), 5m, status, Some.Noon);
        payment.Refund(Some.Noon).ShouldBe(refunded);
        payment.Refund(Some.Noon).ShouldBeFalse();
    }
}
