using System.Globalization;
using Messaging.EntityFrameworkCore.Schedules;

namespace Messaging.EntityFrameworkCore.Tests.Schedules;

public sealed class TimetableTests
{
    [Theory]
    // In 2027 clocks in Berlin go from 02:00 to 03:00 on 28 March, and from 03:00 back to 02:00 on 31 October.
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z")]
    [InlineData("0 9 * * *", "UTC", "2027-03-27T12:00:00Z", "2027-03-28T09:00:00Z", "2027-03-29T09:00:00Z")]
    [InlineData("*/10 * * * * *", "UTC", "2027-01-01T00:00:00Z", "2027-01-01T00:00:10Z", "2027-01-01T00:00:20Z")]
    public void A_cron_expression_occurs_in_its_zone(string cron, string zone, string after, string first, string second)
    {
        var times = Timetable.Of(cron, null, zone);

        var next = times.Next(Time(after)).ShouldNotBeNull();
        next.ShouldBe(Time(first));
        times.Next(next).ShouldBe(Time(second));
    }

    [Fact]
    public void An_interval_is_the_same_for_every_replica()
    {
        var times = Timetable.Of(null, TimeSpan.FromMinutes(90), null);

        times.Next(Time("2027-01-01T00:10:00Z")).ShouldBe(times.Next(Time("2027-01-01T00:20:00Z")));
        times.Next(Time("2027-01-01T01:30:00Z")).ShouldBe(Time("2027-01-01T03:00:00Z"));
    }

    [Fact]
    public void The_latest_of_missed_occurrences_is_the_one_that_counts() =>
        Timetable.Of("0 * * * *", null, null).Latest(Time("2027-01-01T01:00:00Z"), Time("2027-01-01T05:59:00Z")).ShouldBe(Time("2027-01-01T05:00:00Z"));

    [Theory]
    [InlineData(null, null, null, "either Cron or Interval")]
    [InlineData("* * * * *", "00:00:05", null, "either Cron or Interval")]
    [InlineData(null, "00:00:00.5", null, "at least 00:00:01")]
    [InlineData("61 * * * *", null, null, "'61 * * * *' is no cron expression")]
    [InlineData("every day", null, null, "is no cron expression")]
    [InlineData("0 9 * * *", null, "Europe/Nowhere", "there is no time zone 'Europe/Nowhere'")]
    public void A_wrong_time_says_what_is_wrong(string? cron, string? interval, string? zone, string message) =>
        Should.Throw<FormatException>(() => Timetable.Of(cron, interval is null ? null : TimeSpan.Parse(interval, CultureInfo.InvariantCulture), zone))
            .Message.ShouldContain(message);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
