using Messaging.Testing.Hosts;
using RabbitMQ.Client;

namespace Messaging.Testing;

/// <summary>A RabbitMQ node for tests.</summary>
public sealed class RabbitMqServer : TestServer
{
    private readonly RabbitMqManagement _management;
    private readonly Func<string[], CancellationToken, Task<string>> _control;

    internal RabbitMqServer(
        IServerHost host, string connectionString, Uri management, Func<string[], CancellationToken, Task<string>> control)
        : base("RabbitMQ", host, connectionString)
    {
        _control = control;
        _management = new RabbitMqManagement(management, new Uri(connectionString));
    }

    /// <summary>Where the management API would be; a node that is not ours may have none.</summary>
    public Uri Management => _management.Address;

    /// <summary>
    /// Creates a new, empty virtual host and returns how to connect to it. On a node that is not ours and has no management API it
    /// returns the virtual host of <see cref="TestServer.ConnectionString"/>, which all tests then share, and says so on the standard error.
    /// </summary>
    public async Task<string> CreateVirtualHostAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test-{Guid.NewGuid():N}";
        try
        {
            await _management.CreateVirtualHostAsync(name, cancellationToken);
        }
        catch (HttpRequestException exception) when (Source == ServerSource.Environment)
        {
            await Console.Error.WriteLineAsync(
                $"The tests share the virtual host of TEST_RABBITMQ: no management API at {Management} ({exception.Message}). Set TEST_RABBITMQ_MANAGEMENT.");
            return ConnectionString;
        }

        return new UriBuilder(ConnectionString) { Path = name }.Uri.ToString();
    }

    /// <summary>Runs <c>rabbitmqctl</c> for this node and returns its output.</summary>
    public Task<string> RunCtlAsync(string[] arguments, CancellationToken cancellationToken = default) => _control(arguments, cancellationToken);

    /// <summary>
    /// Makes the node write down which quorum queues it has, which it otherwise does half a second after the last of them was declared.
    /// Call it between declaring queues and <see cref="TestServer.KillAsync"/>: a node that is killed before it has done so still
    /// lists such a queue after its next start, but never answers for it.
    /// </summary>
    public Task FlushDeclarationsAsync(CancellationToken cancellationToken = default) =>
        RunCtlAsync(["eval", "[dets:sync(Table) || Table <- dets:all()]."], cancellationToken);

    private protected override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(ConnectionString),
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        };
        await using var connection = await factory.CreateConnectionAsync("readiness of the tests", cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }
}
