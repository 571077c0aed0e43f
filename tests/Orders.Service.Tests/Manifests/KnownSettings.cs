using System.Text.RegularExpressions;
using Messaging.Depth;
using Messaging.Endpoints;
using Messaging.EntityFrameworkCore;
using Messaging.Failures;
using Messaging.RabbitMq;
using Messaging.RabbitMq.DeadLetters;
using Messaging.Schedules;
using Messaging.Tasks;
using Microsoft.Extensions.Configuration;
using Orders.Service.Bus;
using Orders.Service.Email;
using Orders.Service.Http.Streaming;
using Orders.Service.Operations;
using Orders.Service.Payments;
using Orders.Service.Persistence.Seeding;

namespace Orders.Service.Tests.Manifests;

/// <summary>The settings that the service reads. A section of yours is added here.</summary>
internal static partial class KnownSettings
{
    private static readonly string[] OfTheHost = ["ASPNETCORE_ENVIRONMENT", "ASPNETCORE_HTTP_PORTS", "AllowedHosts", "Logging"];

    private static readonly Dictionary<string, string[]> Keys = new()
    {
        ["ConnectionStrings"] = ["Orders", "RabbitMq", "Kafka", "Redis"],
        ["Database"] = ["MigrateOnStart"],
        ["Embedded"] = ["Allow", "Folder"],
        ["Simulation"] = ["Enabled"],
    };

    private static readonly Dictionary<string, Type> Sections = new()
    {
        // By the names of checks, which the service itself refuses to start with when there is no such check.
        ["Checks"] = typeof(Dictionary<string, string>),
        ["DeadLetters"] = typeof(Dictionary<string, DeadLetterCollectorOptions>),
        ["Email"] = typeof(EmailOptions),
        [EndpointSettings.Section] = typeof(Dictionary<string, EndpointOptions>),
        ["Failures"] = typeof(FailureOptions),
        ["Kafka"] = typeof(KafkaOptions),
        ["Messaging"] = typeof(TransactionalMessagingOptions),
        [OperationsOptions.Section] = typeof(OperationsOptions),
        [OrderStreamOptions.Section] = typeof(OrderStreamOptions),
        [PaymentOptions.Section] = typeof(PaymentOptions),
        ["QueueDepth"] = typeof(QueueDepthOptions),
        ["RabbitMq"] = typeof(RabbitMqCheckOptions),
        ["Schedules"] = typeof(Dictionary<string, ScheduleSettings>),
        [StockOptions.Section] = typeof(StockOptions),
        ["Tasks"] = typeof(TaskOptions),
    };

    public static IConfigurationRoot Configuration(Dictionary<string, string> variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":"), (string?)pair.Value)))
        .Build();

    public static void EveryKeyIsRead(Dictionary<string, string> variables)
    {
        foreach (var section in Configuration(variables).GetChildren())
        {
            if (Keys.TryGetValue(section.Key, out var keys))
                section.GetChildren().Select(one => one.Key).ShouldBeSubsetOf(keys);
            else if (Sections.TryGetValue(section.Key, out var options))
                section.Get(options, binder => binder.ErrorOnUnknownConfiguration = true).ShouldNotBeNull(section.Key);
            else if (!OfTelemetry().IsMatch(section.Key))
                OfTheHost.ShouldContain(section.Key);
        }
    }

    // Those of OpenTelemetry's specification that its .NET library reads.
    [GeneratedRegex(
        "^OTEL_(SDK_DISABLED|SERVICE_NAME|RESOURCE_ATTRIBUTES|(TRACES|METRICS|LOGS)_EXPORTER|EXPORTER_OTLP_((TRACES|METRICS|LOGS)_)?(ENDPOINT|PROTOCOL|HEADERS|TIMEOUT)"
        + "|TRACES_SAMPLER(_ARG)?|METRIC_EXPORT_(INTERVAL|TIMEOUT)|(BSP|BLRP)_(SCHEDULE_DELAY|EXPORT_TIMEOUT|MAX_QUEUE_SIZE|MAX_EXPORT_BATCH_SIZE))$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OfTelemetry();
}
