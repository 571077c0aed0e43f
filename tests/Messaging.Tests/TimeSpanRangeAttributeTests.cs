namespace Messaging.Tests;

public sealed class TimeSpanRangeAttributeTests
{
    [Theory]
    [InlineData("00:00:00.999", false)]
    [InlineData("00:00:01", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("1.00:00:00.001", false)]
    public void A_time_is_valid_from_the_least_to_the_most(string time, bool valid) =>
        new TimeSpanRangeAttribute("00:00:01", "1.00:00:00").IsValid(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(valid);

    [Fact]
    public void The_error_names_the_setting_and_its_limits() =>
        new TimeSpanRangeAttribute("00:00:01", "00:00:02").FormatErrorMessage("SendTimeout").ShouldBe("SendTimeout must be between 00:00:01 and 00:00:02.");
}
