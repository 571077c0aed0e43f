using MassTransit;
using Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;
using ShutdownInitiator = RabbitMQ.Client.ShutdownInitiator;

namespace Messaging.RabbitMq.Tests;

/// <summary>Whom an exception of the client speaks about. A channel that the broker closes ends every send on it with the same exception.</summary>
public sealed class TransportHealthTests
{
    private const string TooLarge = "PRECONDITION_FAILED - message size 200000 is larger than configured max size 1000";
    private const string TooLargeInLaterVersions = "PRECONDITION_FAILED - message size 200000 is larger than max size 1000";
    private const string OtherKind = "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'notes' in vhost 'v': received 'fanout' but current is 'topic'";
    private const string Missing = "NOT_FOUND - no exchange 'notes' in vhost 'v'";

    private readonly ITransportHealth _health =
        new ServiceCollection().AddRabbitMqMessaging().BuildServiceProvider().GetServices<ITransportHealth>().ShouldHaveSingleItem();

    [Theory]
    [InlineData(406, TooLarge, "notes", 1_001, SendFault.Message)]
    [InlineData(406, TooLarge, "notes", 1_000, SendFault.Neighbour)]
    [InlineData(406, TooLargeInLaterVersions, "notes", 1_001, SendFault.Message)]
    [InlineData(406, TooLargeInLaterVersions, "others", 10, SendFault.Neighbour)]
    [InlineData(406, OtherKind, "notes", 10, SendFault.Message)]
    [InlineData(406, OtherKind, "other", 10, SendFault.Neighbour)]
    [InlineData(404, Missing, "notes", 10, SendFault.Message)]
    [InlineData(404, Missing, "Notes", 10, SendFault.Neighbour)]
    [InlineData(403, "ACCESS_REFUSED - access to exchange 'notes' in vhost 'v' refused for user 'u'", "other", 10, SendFault.Neighbour)]
    [InlineData(406, "PRECONDITION_FAILED - in words that nobody knows", "notes", 10, SendFault.Message)]
    [InlineData(320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", "notes", 10, SendFault.Transport)]
    [InlineData(504, "CHANNEL_ERROR", "notes", 10, SendFault.Transport)]
    [InlineData(541, "INTERNAL_ERROR", "notes", 10, SendFault.Transport)]
    public void The_brokers_reason_tells_the_guilty_from_the_innocent(int code, string reason, string exchange, int size, SendFault fault)
    {
        var message = Message(exchange, size);
        var arguments = new ShutdownEventArgs(ShutdownInitiator.Peer, (ushort)code, reason);

        _health.Judge(message, new OperationInterruptedException(arguments)).ShouldBe(fault);
        _health.Judge(message, new AlreadyClosedException(arguments)).ShouldBe(fault);
        _health.Judge(message, new InvalidOperationException("outer", new AlreadyClosedException(arguments))).ShouldBe(fault);
    }

    [Fact]
    public void Whatever_is_none_of_the_clients_exceptions_is_left_to_others() =>
        _health.Judge(Message("notes", 10), new FormatException()).ShouldBeNull();

    [Fact]
    public void A_connection_that_is_gone_speaks_about_the_transport() =>
        _health.Judge(Message("notes", 10), new RabbitMqConnectionException("gone")).ShouldBe(SendFault.Transport);

    [Fact]
    public void A_connection_that_is_refused_speaks_about_the_transport_whatever_the_reply_code_says()
    {
        var refused = new OperationInterruptedException(new ShutdownEventArgs(ShutdownInitiator.Peer, 403, "ACCESS_REFUSED - access to vhost 'v' refused for user 'u'"));

        _health.Judge(Message("notes", 10), new Messaging.Outbox.TransportUnavailableException("away", new ConnectionException("refused", refused))).ShouldBe(SendFault.Transport);
    }

    [Fact]
    public void A_nack_speaks_about_its_destination_and_not_about_the_broker_of_all()
    {
        _health.Judge(Message("full", 10), new MessageNotAcknowledgedException(new Uri("rabbitmq://localhost/v/full"), "full")).ShouldBe(SendFault.Message);
        // As MassTransit reports it.
        var nack = new RabbitMqConnectionException("BasicPublishAsync failed", new PublishException(1, isReturn: false));
        _health.Judge(Message("full", 10), nack).ShouldBe(SendFault.Message);
        _health.Judge(Message("full", 10), new Messaging.Outbox.TransportUnavailableException("The bus can't be reached", nack)).ShouldBe(SendFault.Message);
    }

    [Theory]
    [InlineData(100_000, false)]
    [InlineData(130_000, true)]
    public void Headers_that_fit_into_no_frame_are_objected_to(int size, bool objects) =>
        (_health.Objection(Message("notes", 10) with { Headers = new Dictionary<string, object?> { ["long"] = new string('x', size) } }) is not null).ShouldBe(objects);

    private static OutboxMessage Message(string exchange, int size) => new()
    {
        MessageId = Guid.NewGuid(),
        OriginalMessageId = Guid.NewGuid(),
        Destination = new Uri($"rabbitmq://localhost/v/{exchange}?type=topic"),
        ContentType = "text/plain",
        Body = new byte[size],
    };
}
