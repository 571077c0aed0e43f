using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Serialization;
using MassTransit.Util;

namespace Messaging.Riders;

/// <summary>Gives a message that a rider has read as every type it is of.</summary>
/// <typeparam name="T">The type it was read as.</typeparam>
/// <param name="value">The message.</param>
/// <param name="context">What is known of it.</param>
public sealed class RiderSerializerContext<T>(T value, MessageContext context)
    : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, context, MessageTypeCache<T>.MessageTypeNames)
    where T : class
{
    /// <inheritdoc/>
    public override bool IsSupportedMessageType<TMessage>() => IsSupportedMessageType(typeof(TMessage));

    /// <inheritdoc/>
    public override bool IsSupportedMessageType(Type messageType) => messageType.IsAssignableFrom(typeof(T));

    /// <inheritdoc/>
    public override bool TryGetMessage<TMessage>([NotNullWhen(true)] out TMessage? message)
        where TMessage : class
    {
        message = value as TMessage;
        return message is not null;
    }

    /// <inheritdoc/>
    public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
    {
        message = IsSupportedMessageType(messageType) ? value : null;
        return message is not null;
    }

    /// <inheritdoc/>
    public override IMessageSerializer GetMessageSerializer() => GetMessageSerializer(value, SupportedMessageTypes);

    /// <inheritdoc/>
    public override IMessageSerializer GetMessageSerializer<TMessage>(MessageEnvelope envelope, TMessage message)
    {
        var serializer = new SystemTextJsonBodyMessageSerializer(
            envelope, SystemTextJsonMessageSerializer.JsonContentType, SystemTextJsonMessageSerializer.Options);
        serializer.Overlay(message);
        return serializer;
    }

    /// <inheritdoc/>
    public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => new SystemTextJsonBodyMessageSerializer(
        new JsonMessageEnvelope(this, message, messageTypes), SystemTextJsonMessageSerializer.JsonContentType, SystemTextJsonMessageSerializer.Options);

    /// <inheritdoc/>
    public override Dictionary<string, object> ToDictionary<TMessage>(TMessage? message)
        where TMessage : class => message is null ? [] : ConvertObject.ToDictionary(message);
}
