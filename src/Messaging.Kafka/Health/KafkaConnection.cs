using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Whether the brokers answer.</summary>
internal sealed class KafkaConnection(KafkaSettings settings, ILogger logger)
{
    private static readonly DescribeClusterOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(3) };
    private volatile bool _ever;
    private volatile bool _connected;
    private volatile string? _lastError;

    public bool EverConnected => _ever;

    public bool Connected => _connected;

    public string? LastError => _lastError;

    /// <summary>The number of brokers that the cluster has; <see langword="null"/>: nobody answers.</summary>
    public async Task<int?> ProbeAsync(IAdminClient admin, CancellationToken cancellationToken)
    {
        try
        {
            var cluster = await admin.DescribeClusterAsync(Options).WaitAsync(cancellationToken);
            if (!_connected)
                logger.Connected(settings.BootstrapServers);

            _ever = _connected = true;
            _lastError = null;
            return cluster.Nodes.Count;
        }
        catch (KafkaException exception)
        {
            Down(exception.Error.Reason);
            return null;
        }
    }

    /// <summary>A client said that something is wrong; only when all brokers are gone is it a matter of the connection.</summary>
    public void Failed(Error error)
    {
        if (error.Code == ErrorCode.Local_AllBrokersDown)
            Down(error.Reason);
        else
            _lastError = $"{settings.BootstrapServers}: {error.Reason}";
    }

    private void Down(string reason)
    {
        _lastError = $"{settings.BootstrapServers}: {reason}";
        if (_connected || !_ever)
            logger.Disconnected(settings.BootstrapServers, reason);

        _connected = false;
    }
}
