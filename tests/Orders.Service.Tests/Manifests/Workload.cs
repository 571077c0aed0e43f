using k8s.Models;

namespace Orders.Service.Tests.Manifests;

/// <summary>Something that makes pods.</summary>
internal sealed record Workload(string Name, V1PodTemplateSpec Template, IDictionary<string, string>? Selector)
{
    public V1PodSpec Pod => Template.Spec;

    public V1Container Container => Pod.Containers.Single();

    public bool IsOurs => Container.Image.StartsWith("orders-service:", StringComparison.Ordinal);

    public bool IsMatchedBy(IDictionary<string, string> selector) =>
        selector.All(pair => Template.Metadata.Labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>The number of a port that is given by name.</summary>
    public int? Port(string name) => Container.Ports?.SingleOrDefault(port => port.Name == name)?.ContainerPort;
}
