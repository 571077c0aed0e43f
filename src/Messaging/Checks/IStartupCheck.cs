namespace Messaging.Checks;

/// <summary>Looks for mistakes that cost messages later. Registered as singletons; each library brings its own.</summary>
public interface IStartupCheck
{
    /// <summary>The names of its findings, with the mode of each while <c>Checks:NAME</c> is not set.</summary>
    IReadOnlyDictionary<string, CheckMode> Names { get; }

    /// <summary>Whether it asks servers. One that does not runs before anything is started.</summary>
    bool AsksServers { get; }

    /// <summary>Looks once. A server that is away is a finding that is <see cref="CheckState.Unknown"/>, not an exception.</summary>
    Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken);
}
