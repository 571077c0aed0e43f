using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Kafka;

/// <summary>Whether the brokers answer.</summary>
internal sealed class KafkaConnection(KafkaSettings settings, ILogger logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private volatile bool _ever;
    private volatile bool _connected;
    private volatile string? _lastError;

    public bool EverConnected => _ever;

    public bool Connected => _connected;

    public string? LastError => _lastError;

    /// <summary>Asks the brokers for one of our topics, or for all while it isn't known that ours is there: asking may create it.</summary>
    public async Task<bool> ProbeAsync(SharedAdmin admin, string? topic, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => admin.Ask(client => topic is null ? client.GetMetadata(Timeout) : client.GetMetadata(topic, Timeout)), cancellationToken);
            if (!_connected)
                logger.Connected(settings.BootstrapServers);

            _ever = _connected = true;
            _lastError = null;
            return true;
        }
        catch (KafkaException exception)
        {
            Down(exception.Error.Reason);
            return false;
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
