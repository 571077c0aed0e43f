namespace Orders.Service.Tests.Manifests;

/// <summary>What the tests look at of a service in <c>docker-compose.yml</c>.</summary>
internal sealed class ComposeService
{
    public string Image { get; set; } = "";

    /// <summary><see langword="null"/> where the image is not built, but taken.</summary>
    public object? Build { get; set; }

    public string? PullPolicy { get; set; }

    public List<string> Command { get; set; } = [];

    /// <summary>Without a value: whatever it is where Compose runs.</summary>
    public Dictionary<string, string?> Environment { get; set; } = [];

    public Dictionary<string, ComposeDependency> DependsOn { get; set; } = [];

    /// <summary>As <c>127.0.0.1:5080:8080</c>: the host's address and port, and the container's port.</summary>
    public List<string> Ports { get; set; } = [];

    /// <summary>In seconds, as <c>30s</c>.</summary>
    public string? StopGracePeriod { get; set; }

    public Dictionary<string, string> Variables => Environment.ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);

    public IReadOnlyList<int> ContainerPorts => [.. Ports.Select(port => int.Parse(port.Split(':')[^1]))];
}
