namespace Messaging.Testing.Hosts;

/// <summary>How to run a server in the foreground, and how to end it.</summary>
internal sealed record ProcessRecipe
{
    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Where its log goes.</summary>
    public required string Log { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The user to become when the tests run as root, for servers that refuse root.</summary>
    public string? User { get; init; }

    /// <summary>Asks for an orderly end.</summary>
    public int StopSignal { get; init; } = Signal.Terminate;

    /// <summary>Makes it crash.</summary>
    public int CrashSignal { get; init; } = Signal.Kill;
}
