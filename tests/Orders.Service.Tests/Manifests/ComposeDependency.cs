namespace Orders.Service.Tests.Manifests;

/// <summary>What a service of Compose waits for.</summary>
internal sealed class ComposeDependency
{
    public string Condition { get; set; } = "";
}
