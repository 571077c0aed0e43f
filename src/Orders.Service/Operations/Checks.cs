using System.Text.Json;
using MassTransit;
using Messaging.Checks;
using Messaging.Endpoints;
using Messaging.EntityFrameworkCore.Checks;
using Messaging.Kafka;
using Messaging.RabbitMq;
using Orders.Service.Bus;
using Orders.Service.Persistence;

namespace Orders.Service.Operations;

/// <summary>The start-up checks, and the command <c>check</c> that prints them. Exit codes: 0 good, 1 failed or nobody answered, 2 wrong usage.</summary>
internal static class Checks
{
    private const string Json = "--json";

    private static readonly JsonSerializerOptions Options = new(WireJson.Options) { WriteIndented = true };

    /// <summary>Adds the checks of every server that is configured; what is embedded needs none.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="servers">Which servers there are.</param>
    /// <param name="logAside">Whether logs go to the standard error, so that the standard output is the table or the JSON alone.</param>
    public static IServiceCollection AddOrdersChecks(this IServiceCollection services, Servers servers, bool logAside)
    {
        if (logAside)
            services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        services.AddStartupChecks();
        services.AddTransactionalMessagingChecks<OrdersDbContext>();
        if (!servers.IsKafkaEmbedded)
            services.AddKafkaChecks();
        if (servers.RabbitMq is { } uri)
        {
            services.AddRabbitMqChecks(uri);
            services.AddOptions<RabbitMqCheckOptions>().BindStrictly("RabbitMq").ValidateDataAnnotations();
        }

        return services;
    }

    /// <summary>Whether what stands behind the command makes sense: settings as <c>--KEY VALUE</c>, and for <c>check</c> also <c>--json</c>.</summary>
    public static bool CanRead(string? command, string[] args) =>
        command is not "check" || args.Length == 1 || args[1].StartsWith("--", StringComparison.Ordinal);

    /// <summary>Prints what the checks find, as a table or as JSON.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, TextWriter output)
    {
        IReadOnlyList<CheckFinding> findings;
        try
        {
            // Building the bus names its endpoints; nothing is started here that would look whether the settings are of endpoints that there are.
            services.GetRequiredService<IBusControl>();
            var unknown = Settings(services.GetRequiredService<EndpointSettings>().Errors());
            findings = [.. unknown, .. await services.GetRequiredService<StartupChecks>().RunAsync(CancellationToken.None)];
        }
        catch (Exception exception) when (StrictSettings.Complaint(exception) is { } complaint)
        {
            findings = Settings(complaint.Split(Environment.NewLine));
        }
        catch (ConfigurationException exception)
        {
            findings = Settings([exception.GetBaseException().Message]);
        }

        await output.WriteLineAsync(args.Contains(Json) ? JsonSerializer.Serialize(findings, Options) : Table(findings));
        return findings.Any(finding => finding.State is CheckState.Failed or CheckState.Unknown) ? 1 : 0;
    }

    private static List<CheckFinding> Settings(IEnumerable<string> errors) =>
        [.. errors.Select(error => CheckFinding.Bad("settings", error, "settings that there are", "Correct them."))];

    private static string Table(IReadOnlyList<CheckFinding> findings)
    {
        string[][] rows = [["check", "state", "found", "expected", "remedy"], .. findings.Select(finding => new[] { finding.Name, finding.State.ToString(), finding.Found, finding.Expected, finding.Remedy })];
        int[] widths = [.. Enumerable.Range(0, 5).Select(column => rows.Max(row => row[column].Length))];
        return string.Join(Environment.NewLine, rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }
}
