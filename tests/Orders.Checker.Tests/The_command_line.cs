namespace Orders.Checker.Tests;

public class The_command_line
{
    [Fact]
    public void Names_what_to_look_at()
    {
        var options = CheckerCommand.Parse(["--url", "http://localhost:5080", "--wait=2m", "--expected-dead-letters", "3", "--json"]);

        options.Url.ShouldBe(new Uri("http://localhost:5080/"));
        options.Wait.ShouldBe(TimeSpan.FromMinutes(2));
        options.ExpectedDeadLetters.ShouldBe(3);
        options.Json.ShouldBeTrue();
        options.SeededStock.Count.ShouldBe(101);
        options.SeededStock["SKU-042"].ShouldBe(1_000_000);
        options.SeededStock["LIMITED-EDITION"].ShouldBe(5);
    }

    [Theory]
    [InlineData("nothing to look at")]
    [InlineData("unknown option --host", "--host", "x")]
    [InlineData("--url needs a value", "--url")]
    [InlineData("'localhost' is not an http:// address", "--url", "localhost")]
    [InlineData("'soon' is not a duration", "--url", "http://x", "--wait", "soon")]
    [InlineData("'-1' is not a whole number", "--url", "http://x", "--expected-dead-letters", "-1")]
    [InlineData("'SKU' is not SKU=QUANTITY", "--url", "http://x", "--seed-stock", "SKU")]
    [InlineData("'A..B' is not a range", "--url", "http://x", "--seed-stock", "A..B=1")]
    public void Says_what_is_wrong_with_it(string error, params string[] args) =>
        Should.Throw<UsageException>(() => CheckerCommand.Parse(args)).Message.ShouldContain(error);
}
