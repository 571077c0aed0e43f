using MassTransit;
using Microsoft.Extensions.Options;

namespace Orders.Service.Tests.Operations;

/// <summary>An order that nobody would keep is refused at the start, by the setting that asks for it.</summary>
public sealed class OrderedRefusalTests
{
    [Theory]
    [InlineData("reserve-stock", "Endpoints:reserve-stock:Ordered is true, but the bus in memory keeps no order. Set ConnectionStrings:RabbitMq, or remove the setting.")]
    [InlineData("email", "Endpoints:email:Ordered is true, but email has no inbox that could keep an order")]
    [InlineData("payments.events", "Endpoints:payments.events:Ordered is true, but payments.events is no queue of RabbitMQ that can be ordered. Remove the setting")]
    public async Task The_service_does_not_start_and_says_which_setting_it_is(string endpoint, string reason)
    {
        await using var service = new OperationsService(new Dictionary<string, string>(StringComparer.Ordinal) { [$"Endpoints:{endpoint}:Ordered"] = "true" });

        var refused = Should.Throw<Exception>(() => service.Anybody);

        refused.ShouldBeAssignableTo(endpoint.Contains('.', StringComparison.Ordinal) ? typeof(OptionsValidationException) : typeof(ConfigurationException));
        refused.Message.ShouldContain(reason);
    }
}
