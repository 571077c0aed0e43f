using CliWrap;
using CliWrap.Buffered;

namespace Orders.Service.Tests;

/// <summary>What a person sees who has made a mistake in the settings.</summary>
public sealed class StrictSettingsTests
{
    [Theory]
    [InlineData("Kafka__Partition", "3", "Kafka:Partition is no setting. Kafka has Partitions, SessionTimeout.")]
    [InlineData("Payments__Simulated__Latncy", "00:00:01", "Payments:Simulated:Latncy is no setting. Payments:Simulated has DeclineAbove, FailureRate, Latency.")]
    [InlineData("Schedules__tick__Intervall", "00:00:01", "Schedules:tick:Intervall is no setting.")]
    [InlineData("Payments__Timeout", "soon", "Failed to convert configuration value 'soon' at 'Payments:Timeout'")]
    [InlineData("Schedules__tick__Interval", "soon", "Failed to convert configuration value 'soon' at 'Schedules:tick:Interval'")]
    [InlineData("Stock__Seed__SKU-001", "many", "Failed to convert configuration value 'many' at 'Stock:Seed:SKU-001'")]
    [InlineData("Operations__Token", "short", "Operations:Token must have 16 to 200 visible ASCII characters.")]
    [InlineData("Endpoints__order-state__Prefetch", "0", "Endpoints:order-state: The field Prefetch must be between 1 and 10000.")]
    [InlineData("Endpoints__reserve-stock__Ordered", "true", "Endpoints:reserve-stock:Ordered is true, but the bus in memory keeps no order. Set ConnectionStrings:RabbitMq, or remove the setting.")]
    [InlineData("Endpoints__email__Ordered", "true", "Endpoints:email:Ordered is true, but email has no inbox that could keep an order")]
    [InlineData("Endpoints__payments.events__Ordered", "true", "Endpoints:payments.events:Ordered is true, but payments.events is no queue of RabbitMQ that can be ordered. Remove the setting")]
    public async Task A_setting_that_can_not_be_ends_the_process_with_one_line_that_names_it_and_1(string key, string value, string line)
    {
        var result = await Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "Orders.Service.dll"), "--urls", "http://127.0.0.1:0"])
            .WithEnvironmentVariables(variables => variables.Set("ASPNETCORE_ENVIRONMENT", "Development").Set(key, value))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        result.ExitCode.ShouldBe(Commands.HasFailed);
        result.StandardError.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(line);
    }
}
