namespace Orders.Service.Monitoring;

/// <summary>How the connection to a broker is.</summary>
/// <param name="IsUp">Whether it works.</param>
/// <param name="Host">Host and port; never user or password.</param>
/// <param name="Reason">A sentence on why it does not work, free of secrets.</param>
internal sealed record BrokerConnection(bool IsUp, string Host, string? Reason = null);
