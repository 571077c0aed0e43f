using Messaging.Testing;

namespace Messaging.Kafka.Tests.Support;

/// <summary>A cluster that the tests of a class share.</summary>
public abstract class KafkaCluster : IAsyncLifetime
{
    public string Servers { get; protected set; } = "";

    public abstract bool HasTopicAdministration { get; }

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The embedded default.</summary>
public sealed class MockKafka : KafkaCluster
{
    private EmbeddedKafka? _embedded;

    public override bool HasTopicAdministration => false;

    public override ValueTask InitializeAsync()
    {
        _embedded = new EmbeddedKafka();
        Servers = _embedded.BootstrapServers;
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
            await _embedded.DisposeAsync();

        await base.DisposeAsync();
    }
}

/// <summary>A broker of Apache Kafka; never the mock cluster.</summary>
public sealed class RealKafka : KafkaCluster
{
    public override bool HasTopicAdministration => true;

    public override async ValueTask InitializeAsync()
    {
        var server = await TestServers.GetKafkaAsync(TestContext.Current.CancellationToken);
        server.Source.ShouldNotBe(ServerSource.Embedded, "Set KAFKA_HOME or TEST_KAFKA: these tests need a real broker.");
        Servers = server.ConnectionString;
    }
}
