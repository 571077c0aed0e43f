using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Messaging.Testing;

/// <summary>Finds TCP ports on 127.0.0.1 on which nothing listens.</summary>
public static class FreePort
{
    // Below the range from which Linux (32768) and others take the ports of outgoing connections, so that a server that is
    // killed finds its port still free when it starts again.
    private const int First = 15_000;
    private const int Last = 30_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A free port that this process has not been given before.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port) && Given.TryAdd(port, true))
                return port;
        }

        throw new InvalidOperationException($"No free port between {First} and {Last} on 127.0.0.1.");
    }

    /// <summary>Whether a server could listen on the port now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
