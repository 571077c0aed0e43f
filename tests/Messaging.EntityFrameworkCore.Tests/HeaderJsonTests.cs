using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What a header is when it has been in the table.</summary>
public sealed class HeaderJsonTests
{
    private static readonly int[] List = [1, 2];

    [Theory]
    [InlineData("text \u0001 “漢”", "text \u0001 “漢”")]
    [InlineData("", "")]
    [InlineData(null, null)]
    [InlineData(true, true)]
    [InlineData(42, 42L)]
    [InlineData(9007199254740993, 9007199254740993)]
    [InlineData(long.MinValue, long.MinValue)]
    [InlineData(1.5, 1.5)]
    [InlineData(3.0, 3.0)]
    [InlineData(1e300, 1e300)]
    [InlineData((byte)7, 7L)]
    public void A_value_comes_back_as_the_same_kind_of_value(object? value, object? expected)
    {
        var read = HeaderJson.Read(HeaderJson.Write(new Dictionary<string, object?> { ["a \"name\""] = value }));

        read.ShouldHaveSingleItem().Key.ShouldBe("a \"name\"");
        read["A \"NAME\""].ShouldBe(expected);
        read["a \"name\""]?.GetType().ShouldBe(expected?.GetType());
    }

    [Fact]
    public void What_no_transport_carries_comes_back_as_text()
    {
        var id = Guid.NewGuid();

        var read = HeaderJson.AsRead(new Dictionary<string, object?> { ["id"] = id, ["list"] = List, ["address"] = new Uri("queue:q"), ["number"] = 1 });

        read["id"].ShouldBe($"{id}");
        read["list"].ShouldBe("[1,2]");
        read["address"].ShouldBe("queue:q");
        read["number"].ShouldBe(1L);
    }

    [Fact]
    public void Nothing_is_an_empty_object() => HeaderJson.Write(new Dictionary<string, object?>()).ShouldBe("{}");
}
