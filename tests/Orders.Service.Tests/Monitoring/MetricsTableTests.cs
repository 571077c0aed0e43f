using System.Text.RegularExpressions;
using Messaging.Testing;
using Orders.Service.Tests.Manifests;
using Orders.Service.Tests.Operations;

namespace Orders.Service.Tests.Monitoring;

/// <summary>The table of metrics in <c>docs/telemetry.md</c>, and the instruments of the service with all that it uses.</summary>
public sealed partial class MetricsTableTests
{
    private const string OfFailures = "error.type";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_stands_in_the_document_as_it_is_and_no_other_does()
    {
        await using var service = new OperationsService(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Messaging:MeasureInterval"] = "00:00:00.200",
            ["QueueDepth:Interval"] = "00:00:00.200",
        });
        await service.InitializeAsync();
        using var measured = new Measured(service.Services);
        await service.AddAsync();
        var order = await service.PostOrderAsync("SKU-001");
        await Eventually.BecomesTrueAsync(async () => await service.StatusOfAsync(order) is "Confirmed", Patience, "the order was confirmed", Cancelled);

        var table = Row().Matches(Repository.Read("docs/telemetry.md")).ToDictionary(
            match => match.Groups["name"].Value, match => (Head: match.Groups["head"].Value, By: Quoted(match.Groups["by"].Value).ToList()), StringComparer.Ordinal);
        var documented = table.Values.Select(row => row.Head).ToList();
        var published = measured.Instruments.Values.Select(one => $"`{one.Name}` | {one.GetType().Name.Split('`')[0]} | `{one.Unit}` | {one.Description}").ToList();
        published.Except(documented).ShouldBeEmpty("measured, and not in the document");
        documented.Except(published).ShouldBeEmpty("in the document, and not measured");

        // By what it is told is seen of those that an order, a task and a dead letter move; the others need failures.
        string[] moved =
        [
            "messaging.outbox.sent", "messaging.outbox.pending", "messaging.outbox.relay.batch.duration", "messaging.dead_letters.open", "messaging.task.ended",
            "messaging.queue.depth", "messaging.client.sent.messages", "messaging.client.consumed.messages", "messaging.process.duration", "messaging.kafka.lag", "orders.ended",
        ];
        await Eventually.SucceedsAsync(
            () =>
            {
                measured.Look();
                moved.Except(measured.Tags().Keys).ShouldBeEmpty();
                return Task.CompletedTask;
            },
            Patience, "all were measured", Cancelled);
        foreach (var (name, tags) in measured.Tags())
            tags.ShouldBe(table[name].By.Except(tags.Contains(OfFailures) ? [] : [OfFailures]), ignoreOrder: true, name);
    }

    [Fact]
    public void What_other_documents_say_of_metrics_and_attributes_stands_there_too()
    {
        var known = Quoted(Repository.Read("docs/telemetry.md")).ToHashSet(StringComparer.Ordinal);
        var named = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .SelectMany(file => Quoted(File.ReadAllText(file))).Where(word => OfMessaging().IsMatch(word)).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(20);
        named.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Quoted(string text) => Word().Matches(text).Select(match => match.Groups["word"].Value);

    [GeneratedRegex(@"^\| (?<head>`(?<name>[^`]+)` \| (Counter|Histogram|ObservableGauge) \| `[^`]+` \| [^|]+?) \| (?<by>[^|]*)\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<word>[^`\n]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();

    // What is in the database has one point.
    [GeneratedRegex(@"^messaging\.[a-z_]+\.[a-z_.]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OfMessaging();
}
