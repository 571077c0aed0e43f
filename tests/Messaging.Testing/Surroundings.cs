using Messaging.Testing.Hosts;

namespace Messaging.Testing;

/// <summary>What the search for servers sees of the machine; a test of the search shows it another one.</summary>
internal sealed record Surroundings(Func<string, string?> Variable, IReadOnlyList<string> ProgramFolders)
{
    public static Surroundings Real { get; } = new(Environment.GetEnvironmentVariable, Programs.Folders);

    public string? Find(string program) => Programs.Find(program, ProgramFolders);

    /// <summary>The value of a variable, null when it is unset or empty.</summary>
    public string? Setting(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
