using System.Collections.Concurrent;
using System.Text;
using k8s;
using k8s.Models;

namespace Orders.Service.Tests.Manifests;

/// <summary>What kustomize makes of a folder, read into Kubernetes' own types.</summary>
internal sealed class Manifest(IReadOnlyList<object> objects)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Manifest>>> Rendered = new(StringComparer.Ordinal);

    public static Task<Manifest> OfAsync(string folder) =>
        Rendered.GetOrAdd(folder, key => new Lazy<Task<Manifest>>(async () => Read(await Kustomize.RenderAsync(key, CancellationToken.None)))).Value;

    /// <summary>Reads strictly: a field that Kubernetes does not know is an error, and not left out in silence.</summary>
    public static Manifest Read(string yaml) => new(KubernetesYaml.LoadAllFromString(yaml, strict: true));

    public IEnumerable<T> All<T>() => objects.OfType<T>();

    public T Named<T>(string name)
        where T : IMetadata<V1ObjectMeta> => All<T>().Single(one => one.Metadata.Name == name);

    public IEnumerable<Workload> Workloads =>
    [
        .. All<V1Deployment>().Select(one => new Workload(one.Metadata.Name, one.Spec.Template, one.Spec.Selector.MatchLabels)),
        .. All<V1StatefulSet>().Select(one => new Workload(one.Metadata.Name, one.Spec.Template, one.Spec.Selector.MatchLabels)),
        .. All<V1Job>().Select(one => new Workload(one.Metadata.Name, one.Spec.Template, null)),
    ];

    public Workload Service => WorkloadOf("orders");

    public Workload Migration => WorkloadOf("orders-migrate");

    public Workload WorkloadOf(string name) => Workloads.Single(one => one.Name == name);

    /// <summary>The keys and values of a ConfigMap or Secret; the name must be that of an object.</summary>
    public Dictionary<string, string> Map(string name) => new(Values(name), StringComparer.Ordinal);

    /// <summary>The environment of a container, as Kubernetes would put it together.</summary>
    public Dictionary<string, string> Environment(V1Container container)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (key, value) in Map(source.ConfigMapRef?.Name ?? source.SecretRef.Name))
                variables[key] = value;
        }

        foreach (var variable in container.Env ?? [])
            variables[variable.Name] = variable.Value ?? Map(variable.ValueFrom.SecretKeyRef.Name)[variable.ValueFrom.SecretKeyRef.Key];
        return variables;
    }

    private IEnumerable<KeyValuePair<string, string>> Values(string name)
    {
        if (All<V1ConfigMap>().FirstOrDefault(one => one.Metadata.Name == name) is { } map)
            return map.Data;
        var secret = All<V1Secret>().FirstOrDefault(one => one.Metadata.Name == name)
            ?? throw new InvalidOperationException($"There is neither a ConfigMap nor a Secret '{name}'.");
        return secret.Data.Select(pair => KeyValuePair.Create(pair.Key, Encoding.UTF8.GetString(pair.Value ?? [])));
    }
}
