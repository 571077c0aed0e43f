namespace Orders.Service.Tests.Errors;

/// <summary>Every log line of the product, read from its source: ids that name one line each, and lines that say what they are about.</summary>
public sealed class LogLineTests
{
    [Fact]
    public void No_two_lines_share_an_id()
    {
        var lines = LogLine.All;

        lines.Count.ShouldBeGreaterThan(60);
        lines.GroupBy(line => line.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(" and ", same.Select(line => line.File))}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_id_lies_in_the_range_of_its_project() =>
        LogLine.All.Where(line => line.Id < LogLine.Ranges[line.Project].First || line.Id > LogLine.Ranges[line.Project].Last).Select(line => $"{line.Id} in {line.File}").ShouldBeEmpty();

    [Fact]
    public void A_warning_or_error_names_what_it_is_about() =>
        LogLine.All.Where(line => line.Level is "Warning" or "Error" or "Critical" && !line.Text.Contains('{', StringComparison.Ordinal)).Select(line => $"{line.Id} in {line.File}: {line.Text}").ShouldBeEmpty();
}
