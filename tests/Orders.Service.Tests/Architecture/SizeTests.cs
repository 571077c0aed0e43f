namespace Orders.Service.Tests.Architecture;

/// <summary>What can't be read at once is not read.</summary>
public sealed class SizeTests
{
    private const int LongestFile = 300;
    private const int LongestProgram = 70;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_source_file_is_longer_than_300_lines(string folder)
    {
        var files = Sources.Files(folder).ToList();
        files.Count.ShouldBeGreaterThan(50);
        files.Where(file => Sources.Lines(file) > LongestFile).ShouldBeEmpty();
    }

    [Fact]
    public void The_program_is_a_table_of_contents() =>
        Sources.Lines("src/Orders.Service/Program.cs").ShouldBeLessThanOrEqualTo(LongestProgram);
}
