using System.Collections.Concurrent;
using Messaging.Failures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Endpoints;

/// <summary>What the configuration says of each endpoint, by name. A singleton.</summary>
public sealed class EndpointSettings
{
    /// <summary>The section that holds a section for each endpoint.</summary>
    public const string Section = "Endpoints";

    private readonly ConcurrentDictionary<string, EndpointOptions> _options = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _configured = new(StringComparer.OrdinalIgnoreCase);
    private readonly IConfiguration? _configuration;
    private readonly FailureOptions _common;

    /// <summary>Reads the settings of all endpoints from the host's configuration, where there is one.</summary>
    public EndpointSettings(IServiceProvider services, IOptions<FailureOptions> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        _configuration = services.GetService<IConfiguration>();
        _common = failures.Value;
    }

    /// <summary>The names of the endpoints that were configured or declared so far.</summary>
    public IReadOnlyCollection<string> Names => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The settings of an endpoint, which is known by this name from now on.</summary>
    /// <exception cref="OptionsValidationException">A setting is unknown or can't be; the message lists every error.</exception>
    public EndpointOptions For(string endpoint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        Declare(endpoint);
        return _options.GetOrAdd(endpoint, name =>
        {
            var errors = new List<string>();
            var options = Read(name, errors);
            return errors.Count == 0 ? options : throw new OptionsValidationException(Section, typeof(EndpointOptions), errors);
        });
    }

    /// <summary>Says that this endpoint keeps the order that <see cref="EndpointOptions.Ordered"/> asks for. Where it is asked for in vain, the start is refused.</summary>
    public void KeepsOrder(string endpoint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        _configured[endpoint] = true;
    }

    /// <summary>Names endpoints that this process does not consume from but others of the service do: settings for them are no mistake.</summary>
    public void Declare(params IEnumerable<string> endpoints)
    {
        foreach (var endpoint in endpoints)
            _names.TryAdd(endpoint, true);
    }

    /// <summary>Everything that is wrong in the section, a sentence each that names the key: endpoints that there are not, and bad settings of those that there are.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        foreach (var section in _configuration?.GetSection(Section).GetChildren() ?? [])
        {
            if (_names.ContainsKey(section.Key))
            {
                // What another process consumes is for that one to judge.
                if (Read(section.Key, errors).Ordered && _configured.TryGetValue(section.Key, out var keepsOrder) && !keepsOrder)
                    errors.Add($"{section.Path}:Ordered is true, but {section.Key} is no queue of RabbitMQ that can be ordered. Remove the setting, or call UseOrderedQueue where the endpoint is configured.");
            }
            else
            {
                errors.Add($"{section.Path}: there is no endpoint {section.Key}. The endpoints of this service are {string.Join(", ", Names)}.");
            }
        }

        return errors;
    }

    /// <summary>This process consumes from it.</summary>
    internal EndpointOptions ForConfigured(string endpoint)
    {
        _configured.TryAdd(endpoint, false);
        return For(endpoint);
    }

    private EndpointOptions Read(string endpoint, List<string> errors)
    {
        var options = new EndpointOptions { Failures = _common.Copy() };
        if (_configuration is null)
            return options;
        var reader = new SectionReader(_configuration.GetSection($"{Section}:{endpoint}"), errors);
        reader.Number("Prefetch", number => options.Prefetch = number);
        reader.Number("Concurrency", number => options.Concurrency = number);
        reader.Flag("Ordered", flag => options.Ordered = flag);
        reader.Time("Deadline", time => options.Deadline = time);
        reader.Section("Failures", section => FailureSettings.Read(section, options.Failures));
        reader.RefuseOthers();
        reader.Validate(options);
        return options;
    }
}
