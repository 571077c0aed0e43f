using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MassTransit.Configuration;

namespace Messaging.RabbitMq;

/// <summary>
/// The bus' host, save that it connects nothing to a new endpoint context: the pipeline of parked messages is the endpoint's own, which can't be made twice
/// and has its observers already.
/// </summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy derives from it at run time.")]
internal class UnobservedHost : DispatchProxy
{
    private IHostConfiguration _host = null!;

    internal static IHostConfiguration Of(IHostConfiguration host)
    {
        var proxy = Create<IHostConfiguration, UnobservedHost>();
        ((UnobservedHost)(object)proxy)._host = host;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name is nameof(IHostConfiguration.ConnectReceiveEndpointContext) ? null : targetMethod?.Invoke(_host, args);
}
