using System.Globalization;
using System.Net.Mime;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using Messaging.Outbox;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Delivers to the addresses of the bus, byte for byte what was captured: the body is not parsed and serialized again, and every header,
/// id, address, routing key and expiry is restored.
/// </summary>
internal sealed class BusTransport(IBus bus, TimeProvider time) : IOutboxTransport
{
    private readonly SendEndpoints _endpoints = new(bus, time);

    public bool Handles(Uri destination) => destination.Scheme is not ("topic" or Operations.ParkedReplayRoute.Scheme);

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        using var attempt = new SendAttempt(cancellationToken);
        try
        {
            var endpoint = await _endpoints.OfAsync(message.Destination).ConfigureAwait(false);
            await endpoint.Send(new SerializedMessageBody(), new RestorePipe(message, attempt), attempt.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (attempt.Fault is { } fault && !IsUnavailable(fault))
        {
            ExceptionDispatchInfo.Throw(fault);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            var cause = attempt.Fault ?? exception;
            throw new Messaging.Outbox.TransportUnavailableException($"The bus at {bus.Address.Authority} can't be reached: {cause.Message}", cause);
        }
    }

    // A broker that is away, refuses (alarm) or does not answer says nothing about the message.
    private static bool IsUnavailable(Exception exception) =>
        exception is ConnectionException or MassTransit.TransportUnavailableException or OperationCanceledException;

    private sealed class RestorePipe(OutboxMessage message, SendAttempt attempt) : IPipe<SendContext>
    {
        public Task Send(SendContext context)
        {
            context.GetOrAddPayload(() => attempt);
            context.MessageId = message.MessageId;
            context.ConversationId = Id(OutboxProperties.ConversationId);
            context.CorrelationId = Id(OutboxProperties.CorrelationId);
            context.InitiatorId = Id(OutboxProperties.InitiatorId);
            context.RequestId = Id(OutboxProperties.RequestId);
            context.SourceAddress = Address(OutboxProperties.SourceAddress);
            context.ResponseAddress = Address(OutboxProperties.ResponseAddress);
            context.FaultAddress = Address(OutboxProperties.FaultAddress);
            if (message.TimeToLive is { } timeToLive)
                context.TimeToLive = timeToLive;
            if (message.Properties.Count > 0 && context is TransportSendContext transport)
                transport.ReadPropertiesFrom(message.Properties!);
            // The row has waited already. RabbitMQ without the plug-in for delays would close the connection over it, and with that of everyone.
            context.Delay = null;
            foreach (var (name, value) in message.Headers)
                context.Headers.Set(name, value, overwrite: true);
            // Where spans are recorded, the span of the send takes this place.
            context.Headers.Set(MessagingHeaders.TraceParent, message.TraceParent);
            context.Headers.Set(MessagingHeaders.TraceState, message.TraceState);
            context.Headers.Set(MessagingHeaders.Stamp, message.StampedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            if (message.OrderingSequence is { } sequence)
                context.Headers.Set(MessagingHeaders.OrderingSequence, sequence.ToString(CultureInfo.InvariantCulture));
            if (context is PublishContext published)
                published.Mandatory = message.Mandatory;
            var contentType = new ContentType(message.ContentType);
            context.ContentType = contentType;
            context.Serializer = new CopyBodySerializer(contentType, new BytesMessageBody(Bytes(message.Body)));
            return Task.CompletedTask;
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("outbox");

        // The body of a row is an array of its own, which nobody changes.
        private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
            MemoryMarshal.TryGetArray(body, out var part) && part.Array is { } array && part.Count == array.Length ? array : body.ToArray();

        private Guid? Id(string name) => Guid.TryParse(message.Properties.GetValueOrDefault(name)?.ToString(), out var id) ? id : null;

        private Uri? Address(string name) => message.Properties.GetValueOrDefault(name) is string text ? new Uri(text) : null;
    }
}
