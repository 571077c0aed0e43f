using System.Text.Json;
using System.Text.Json.Serialization;
using Orders.Checker.Invariants;

namespace Orders.Checker;

/// <summary>The judgement, and what was seen besides.</summary>
public sealed record Report(IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, long> Information, IReadOnlyList<string> NotLookedAt, [property: JsonIgnore] Snapshot Seen)
{
    /// <summary>The entry of <see cref="Information"/> that counts copies of messages in topics.</summary>
    public const string Duplicates = "duplicates";

    private const int Examples = 10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool Holds => Findings.All(finding => finding.Result != Finding.Violated);

    /// <summary>Whether something is violated, and all that is could be work in flight.</summary>
    [JsonIgnore]
    public bool MayHeal => !Holds && Findings.Where(finding => finding.Result == Finding.Violated).All(finding => finding.MayHeal);

    public static Report Of(Snapshot seen, IEnumerable<IInvariant> invariants) =>
        new([.. invariants.Select(invariant => Find(seen, invariant))], Facts(seen), seen.NotLookedAt, seen);

    public string ToText() => string.Join(Environment.NewLine,
    [
        .. Findings.SelectMany(Lines),
        .. Information.Select(fact => $"{fact.Key}: {fact.Value}"),
        .. NotLookedAt.Select(what => $"not looked at: {what}"),
        Holds ? "All that was looked at holds." : "VIOLATED",
    ]);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static Finding Find(Snapshot seen, IInvariant invariant)
    {
        if (!invariant.CanLook(seen))
            return new Finding(invariant.Name, Finding.NotLookedAt, 0, [], false);
        var violations = invariant.Violations(seen).ToList();
        return new Finding(
            invariant.Name, violations.Count == 0 ? Finding.Ok : Finding.Violated, violations.Count, [.. violations.Take(Examples).Select(violation => violation.ToString())], invariant.HealsWithTime);
    }

    private static IEnumerable<string> Lines(Finding finding)
    {
        yield return finding.Violations == 0 ? $"{finding.Result,-13} {finding.Invariant}" : $"{finding.Result,-13} {finding.Invariant} ({finding.Violations})";
        foreach (var example in finding.Examples)
            yield return $"                {example}";
        if (finding.Violations > finding.Examples.Count)
            yield return $"                and {finding.Violations - finding.Examples.Count} more";
    }

    private static Dictionary<string, long> Facts(Snapshot seen)
    {
        var facts = new Dictionary<string, long>();
        if (seen.Accepted.Count > 0)
            facts["accepted"] = seen.Accepted.Count;
        foreach (var orders in (seen.Orders ?? []).GroupBy(order => order.Status).OrderBy(orders => orders.Key, StringComparer.Ordinal))
            facts[orders.Key] = orders.Count();
        if (seen.AnswersLeftOut > 0)
            facts["orders not asked for over HTTP"] = seen.AnswersLeftOut;
        if (seen.Topics is { } topics)
        {
            facts[Duplicates] = Invariants.Duplicates.Counted(topics.OrderEvents) + Invariants.Duplicates.Counted(topics.PaymentEvents);
            facts["records of orders.events"] = topics.OrderEvents.Count;
            facts["records of payments.events"] = topics.PaymentEvents.Count;
            facts["records that can't be read"] = topics.Unreadable.Count;
        }

        if (seen.InboxRows is { } inbox)
            facts["inbox rows"] = inbox;
        return facts;
    }
}
