using System.Diagnostics.Metrics;
using MassTransit;
using Messaging.Telemetry;

namespace Messaging.Failures;

/// <summary>The instruments of <see cref="FailureMetrics"/>.</summary>
internal sealed class FailureInstruments : IDisposable
{
    private readonly Meter? _own;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _redeliveries;

    public FailureInstruments(IMeterFactory? factory = null)
    {
        // A container without AddMetrics has no factory, and nobody there who would listen by way of one.
        var meter = factory?.Create(FailureMetrics.MeterName) ?? (_own = new Meter(FailureMetrics.MeterName));
        _retries = meter.CreateCounter<long>(FailureMetrics.Retries, "{attempt}", "Attempts in the process after one that failed");
        _redeliveries = meter.CreateCounter<long>(FailureMetrics.Redeliveries, "{message}", "Deliveries of messages that were put off after a failure");
    }

    /// <summary>An attempt begins.</summary>
    public void Begins(ConsumeContext context, string endpoint)
    {
        if (!_retries.Enabled && !_redeliveries.Enabled)
            return;
        if (context.GetRetryAttempt() > 0)
            _retries.Add(1, Endpoint(endpoint));
        else if (context.GetRedeliveryCount() > 0)
            _redeliveries.Add(1, Endpoint(endpoint));
    }

    public void Dispose() => _own?.Dispose();

    private static KeyValuePair<string, object?> Endpoint(string name) => new(MessagingAttributes.DestinationName, name);
}
