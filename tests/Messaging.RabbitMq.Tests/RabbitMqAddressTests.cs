using MassTransit;
using Messaging.Testing;

namespace Messaging.RabbitMq.Tests;

public sealed class RabbitMqAddressTests
{
    [Theory]
    [InlineData("amqp://user:word@broker:5673/orders", "rabbitmq://broker:5673/orders/")]
    [InlineData("amqp://user:word@broker/orders", "rabbitmq://broker/orders/")]
    [InlineData("amqps://user:word@broker/orders", "rabbitmqs://broker/orders/")]
    [InlineData("amqp://user:word@broker:5673", "rabbitmq://broker:5673/")]
    [InlineData("amqp://user:word@broker:5673/", "rabbitmq://broker:5673/")]
    [InlineData("amqp://user:word@broker/with%2Fslash", "rabbitmq://broker/with%2Fslash/")]
    [InlineData("amqp://user@127.0.0.1/orders", "rabbitmq://127.0.0.1/orders/")]
    public void Host_port_virtual_host_and_TLS_are_read_from_the_URI(string uri, string expected) =>
        Bus.Factory.CreateUsingRabbitMq(bus => bus.Host(uri, "tests")).Address.ToString().ShouldStartWith(expected);

    [Theory]
    [InlineData("")]
    [InlineData("broker")]
    [InlineData("user:s3cret@broker:5672/orders")]
    [InlineData("http://user:s3cret@broker/orders")]
    [InlineData("amqp:/user:s3cret@broker/orders")]
    [InlineData("amqp//user:s3cret@broker/orders")]
    [InlineData("amqp://user:s3cret@broker:port/orders")]
    [InlineData("amqp://broker:5672/orders")]
    [InlineData("Host=broker;Username=user;Password=s3cret")]
    public void Anything_else_is_an_error_that_shows_the_form_and_not_the_password(string uri)
    {
        var exceptions = new[]
        {
            Should.Throw<FormatException>(() => RabbitMqAddress.Describe(uri)),
            Should.Throw<FormatException>(() => Bus.Factory.CreateUsingRabbitMq(bus => bus.Host(uri, "tests"))),
        };

        foreach (var exception in exceptions)
        {
            exception.ToString().ShouldContain("amqp://user:password@host:5672/vhost");
            exception.ToString().ShouldNotContain("s3cret");
        }
    }

    [Theory]
    [InlineData("amqp://user:s3cret@broker:5673/orders", "broker:5673")]
    [InlineData("amqps://user:s3cret@broker/orders", "broker")]
    public void What_is_shown_of_an_address_has_neither_user_nor_password(string uri, string shown) =>
        RabbitMqAddress.Describe(uri).ShouldBe(shown);

    [Fact]
    public async Task Reserved_characters_of_user_and_password_come_escaped_and_are_understood()
    {
        var token = TestContext.Current.CancellationToken;
        var server = await TestServers.GetRabbitMqAsync(token);
        var own = new Uri(await server.CreateVirtualHostAsync(token));
        const string User = "user@home";
        const string Password = "p:a/s#s %w";
        await server.RunCtlAsync(["add_user", User, Password], token);
        await server.RunCtlAsync(["set_permissions", "-p", own.AbsolutePath[1..], User, ".*", ".*", ".*"], token);

        var uri = $"amqp://{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(Password)}@{own.Authority}{own.AbsolutePath}";
        var bus = Bus.Factory.CreateUsingRabbitMq(configurator => configurator.Host(uri, "tests"));
        await bus.StartAsync(token).WaitAsync(TimeSpan.FromSeconds(30), token);

        bus.CheckHealth().Status.ShouldBe(BusHealthStatus.Healthy);
        await bus.StopAsync(token);
    }
}
