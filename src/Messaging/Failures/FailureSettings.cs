using Messaging.Endpoints;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Messaging.Failures;

/// <summary>Reads <see cref="FailureOptions"/> from the section <c>Failures</c> and from that of an endpoint, by the same rules.</summary>
internal static class FailureSettings
{
    public const string Section = "Failures";

    private const int MostRedeliveries = 100;

    private static readonly TimeSpan LongestRedelivery = TimeSpan.FromDays(30);

    /// <exception cref="OptionsValidationException">A setting is unknown or can't be; the message lists every error.</exception>
    public static void ReadCommon(IConfiguration configuration, FailureOptions options)
    {
        var errors = new List<string>();
        Read(new SectionReader(configuration.GetSection(Section), errors), options);
        if (errors.Count > 0)
            throw new OptionsValidationException(Section, typeof(FailureOptions), errors);
    }

    public static void Read(SectionReader section, FailureOptions options)
    {
        section.Section("Immediate", immediate =>
        {
            immediate.Number("Retries", number => options.Immediate.Retries = number);
            immediate.Time("MinDelay", time => options.Immediate.MinDelay = time);
            immediate.Time("MaxDelay", time => options.Immediate.MaxDelay = time);
            immediate.RefuseOthers();
            immediate.Validate(options.Immediate);
            if (options.Immediate.MinDelay > options.Immediate.MaxDelay)
                immediate.Refuse("MinDelay", $"is {options.Immediate.MinDelay}; it can't be longer than MaxDelay, {options.Immediate.MaxDelay}.");
        });
        section.Times("Redelivery", times => options.Redelivery = [.. times]);
        section.Time("MinInfrastructureDelay", time => options.MinInfrastructureDelay = time);
        section.Time("MaxInfrastructureDelay", time => options.MaxInfrastructureDelay = time);
        section.RefuseOthers();
        section.Validate(options);
        if (options.MinInfrastructureDelay > options.MaxInfrastructureDelay)
            section.Refuse("MinInfrastructureDelay", $"is {options.MinInfrastructureDelay}; it can't be longer than MaxInfrastructureDelay, {options.MaxInfrastructureDelay}.");
        var ladder = options.Ladder;
        if (ladder.Count > MostRedeliveries)
            section.Refuse("Redelivery", $"has {ladder.Count} times; it can have {MostRedeliveries}.");
        foreach (var delay in ladder.Where(delay => delay <= TimeSpan.Zero || delay > LongestRedelivery))
            section.Refuse("Redelivery", $"holds {delay}; each must be longer than nothing and at most {LongestRedelivery.TotalDays} days.");
    }
}
