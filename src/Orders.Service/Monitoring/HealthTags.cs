namespace Orders.Service.Monitoring;

/// <summary>Which endpoint runs a health check.</summary>
internal static class HealthTags
{
    /// <summary>Run by <c>/health/ready</c>.</summary>
    public const string Ready = "ready";

    /// <summary>
    /// What MassTransit puts on its own check, which is left out: it takes a replica out of service when a broker is lost, though the
    /// outbox still accepts orders. <see cref="RabbitMqHealthCheck"/> says the same without that.
    /// </summary>
    public const string MassTransit = "masstransit";
}
