using Orders.Service.Persistence;

namespace Orders.Service.Monitoring;

/// <summary>Registers the metrics of orders.</summary>
internal static class OrderMetricsExtensions
{
    /// <summary>Counts orders as they end, for whoever listens to <see cref="OrderMetrics"/>.</summary>
    public static IServiceCollection AddOrderMetrics(this IServiceCollection services) => services.AddCommittedChanges<OrderInstruments>();
}
