using System.Diagnostics.Metrics;
using Orders.Contracts;
using Orders.Service.Domain;
using Orders.Service.Persistence;

namespace Orders.Service.Monitoring;

/// <summary>The instruments of this host. See <see cref="OrderMetrics"/> for what they mean.</summary>
internal sealed class OrderInstruments(IMeterFactory factory) : ICommittedChanges
{
    private readonly Counter<long> _ended =
        factory.Create(OrderMetrics.MeterName).CreateCounter<long>(OrderMetrics.Ended, "{order}", "Orders that have come to their end");

    public bool IsListening => _ended.Enabled;

    public void Committed(OrderHistoryEntry change)
    {
        if (change.Status is OrderStatus.Confirmed or OrderStatus.Rejected or OrderStatus.Cancelled)
            _ended.Add(1, new KeyValuePair<string, object?>(OrderMetrics.StatusTag, change.Status.ToString()));
    }
}
