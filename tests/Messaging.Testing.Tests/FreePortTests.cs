using System.Net;
using System.Net.Sockets;

namespace Messaging.Testing.Tests;

public sealed class FreePortTests
{
    [Fact]
    public void No_port_is_given_twice()
    {
        var ports = Enumerable.Range(0, 200).Select(_ => FreePort.Next()).ToArray();
        ports.Distinct().Count().ShouldBe(ports.Length);
    }

    [Fact]
    public void A_port_on_which_something_listens_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        FreePort.IsFree(((IPEndPoint)listener.LocalEndpoint).Port).ShouldBeFalse();
    }
}
