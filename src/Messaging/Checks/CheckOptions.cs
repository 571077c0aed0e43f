using Messaging.Endpoints;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Messaging.Checks;

/// <summary>Configuration section <c>Checks</c>: <c>Interval</c>, and a mode for the name of each check.</summary>
internal sealed class CheckOptions
{
    public const string Section = "Checks";

    private readonly Dictionary<string, CheckMode> _modes;

    /// <exception cref="OptionsValidationException">A name or mode that there is not; the message lists every error.</exception>
    public CheckOptions(IConfiguration? configuration, IReadOnlyDictionary<string, CheckMode> defaults)
    {
        _modes = new Dictionary<string, CheckMode>(defaults, StringComparer.OrdinalIgnoreCase);
        if (configuration is null)
            return;
        var errors = new List<string>();
        var reader = new SectionReader(configuration.GetSection(Section), errors);
        reader.Time("Interval", time => Interval = time);
        foreach (var name in defaults.Keys)
            reader.Choice<CheckMode>(name, mode => _modes[name] = mode);
        reader.RefuseOthers();
        if (Interval < TimeSpan.FromSeconds(1))
            reader.Refuse("Interval", $"is {Interval}; it must be at least 1 second.");
        if (errors.Count > 0)
            throw new OptionsValidationException(Section, typeof(CheckOptions), errors);
    }

    /// <summary>How often what servers say is looked at again while the service runs; 5 minutes.</summary>
    public TimeSpan Interval { get; private set; } = TimeSpan.FromMinutes(5);

    public CheckMode ModeOf(string name) => _modes.GetValueOrDefault(name, CheckMode.Fail);
}
