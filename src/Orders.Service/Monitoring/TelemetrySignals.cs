namespace Orders.Service.Monitoring;

/// <summary>Which signals have somewhere to go.</summary>
internal sealed record TelemetrySignals(bool Traces, bool Metrics, bool Logs)
{
    public bool Any => Traces || Metrics || Logs;

    public static TelemetrySignals Of(IConfiguration configuration)
    {
        if (bool.TryParse(configuration["OTEL_SDK_DISABLED"], out var disabled) && disabled)
            return new TelemetrySignals(false, false, false);
        return new TelemetrySignals(Wanted("TRACES"), Wanted("METRICS"), Wanted("LOGS"));

        bool Wanted(string signal) =>
            configuration[$"OTEL_{signal}_EXPORTER"] is not "none"
            && (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

        bool IsSet(string name) => !string.IsNullOrWhiteSpace(configuration[name]);
    }
}
