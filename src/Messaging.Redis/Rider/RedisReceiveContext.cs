using MassTransit;
using MassTransit.Serialization;
using MassTransit.Transports;
using Messaging.Riders;

namespace Messaging.Redis;

/// <summary>One entry on its way through the endpoint's pipeline; a new one each time it is tried.</summary>
internal sealed class RedisReceiveContext<T> : BaseReceiveContext
    where T : class
{
    private readonly EndpointSettings _settings;
    private readonly Delivery _delivery;
    private MessageBody? _body;

    public RedisReceiveContext(
        RiderReceiveEndpointContext endpoint, EndpointSettings settings, Delivery delivery, T message, DeliveryIdentity identity)
        : base(delivery.Count > 1, endpoint)
    {
        (_settings, _delivery) = (settings, delivery);
        HeaderProvider = new EntryHeaderProvider(delivery.Fields);
        var context = new RiderMessageContext(identity.MessageId, InputAddress, TransportHeaders, DeliveryIdentities.TimeOf(delivery)?.UtcDateTime);
        var consume = new BodyConsumeContext(this, new RiderSerializerContext<T>(message, context));
        GetOrAddPayload(() => new RedisEntry(settings.Source, settings.Group, delivery.Id, delivery.Count, delivery.Fields));
        GetOrAddPayload(() => identity.Inbox);
        if (!identity.FromSender)
            GetOrAddPayload(() => UnknownToSender.Instance);
        GetOrAddPayload<ConsumeContext>(() => consume);
    }

    // Nobody asks for it but filters and faults.
    public override MessageBody Body => _body ??= new BytesMessageBody(BodyOf(_delivery, _settings));

    /// <summary>How often the pipeline tried again in process before it gave up.</summary>
    public int Retries { get; private set; }

    protected override IHeaderProvider HeaderProvider { get; }

    public override Task NotifyFaulted<TMessage>(ConsumeContext<TMessage> context, TimeSpan duration, string consumerType, Exception exception)
    {
        Retries = Math.Max(Retries, context.GetRetryAttempt());
        return base.NotifyFaulted(context, duration, consumerType, exception);
    }

    private static byte[] BodyOf(Delivery delivery, EndpointSettings settings)
    {
        var value = settings.Group is null ? delivery.Fields[0].Value : EntryFields.Find(delivery.Fields, settings.ValueField ?? EntryFields.Data);
        return value is { } bytes ? bytes.ToArray() : FieldMap.ToJson(delivery.Fields, settings.JsonMembers).ToArray();
    }
}
