using System.Net.Sockets;

namespace Messaging.RabbitMq;

/// <summary>
/// Asks a broker whether it is there. A client that has lost its connection says nothing about itself while it tries to connect again, so
/// health asks the broker.
/// </summary>
public static class RabbitMqProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // AMQP 0-9-1, 2.2.4: the client begins with this header, and the server answers with a frame.
    private static readonly byte[] ProtocolHeader = [.. "AMQP"u8, 0, 0, 9, 1];

    /// <summary>Whether a broker answers at the address within a second; over TLS, whether somebody accepts the connection.</summary>
    public static async Task<bool> AnswersAsync(string host, int port, bool tls, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token).ConfigureAwait(false);
            if (tls)
                return true;
            var stream = client.GetStream();
            await stream.WriteAsync(ProtocolHeader, patience.Token).ConfigureAwait(false);
            return await stream.ReadAsync(new byte[1], patience.Token).ConfigureAwait(false) == 1;
        }
        catch (Exception exception) when (exception is SocketException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
