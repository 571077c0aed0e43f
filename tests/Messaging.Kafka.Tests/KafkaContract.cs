using Messaging.Kafka.Tests.Support;
using Messaging.Testing;

namespace Messaging.Kafka.Tests;

/// <summary>What the rider promises, on any cluster; the tests are in the classes that derive from this.</summary>
public abstract class KafkaContract(KafkaCluster cluster)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Servers { get; } = cluster.Servers;

    protected bool HasTopicAdministration => cluster.HasTopicAdministration;

    protected Setup NewSetup() => new(Servers);

    protected RawKafka NewClient() => new(Servers);

    protected static Task UntilAsync(Func<bool> condition, string because) => Eventually.BecomesTrueAsync(condition, Patience, because, Token);

    protected static Task UntilAsync(Func<Task<bool>> condition, string because) =>
        Eventually.BecomesTrueAsync(condition, Patience, because, Token);
}
