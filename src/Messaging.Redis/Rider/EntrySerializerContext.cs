using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Serialization;
using MassTransit.Util;

namespace Messaging.Redis;

/// <summary>Gives the message that was read from the entry as every type it is of.</summary>
internal sealed class EntrySerializerContext<T>(T value, MessageContext context)
    : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, context, MessageTypeCache<T>.MessageTypeNames)
    where T : class
{
    public override bool IsSupportedMessageType<TMessage>() => IsSupportedMessageType(typeof(TMessage));

    public override bool IsSupportedMessageType(Type messageType) => messageType.IsAssignableFrom(typeof(T));

    public override bool TryGetMessage<TMessage>([NotNullWhen(true)] out TMessage? message)
        where TMessage : class
    {
        message = value as TMessage;
        return message is not null;
    }

    public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
    {
        message = IsSupportedMessageType(messageType) ? value : null;
        return message is not null;
    }

    public override IMessageSerializer GetMessageSerializer() => GetMessageSerializer(value, SupportedMessageTypes);

    public override IMessageSerializer GetMessageSerializer<TMessage>(MessageEnvelope envelope, TMessage message)
    {
        var serializer = new SystemTextJsonBodyMessageSerializer(
            envelope, SystemTextJsonMessageSerializer.JsonContentType, SystemTextJsonMessageSerializer.Options);
        serializer.Overlay(message);
        return serializer;
    }

    public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => new SystemTextJsonBodyMessageSerializer(
        new JsonMessageEnvelope(this, message, messageTypes), SystemTextJsonMessageSerializer.JsonContentType, SystemTextJsonMessageSerializer.Options);

    public override Dictionary<string, object> ToDictionary<TMessage>(TMessage? message)
        where TMessage : class => message is null ? [] : ConvertObject.ToDictionary(message);
}
