using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Messaging.Json;

/// <summary>One message in plain JSON: what it is taken for, which is what it says it is.</summary>
/// <param name="options">How it is read.</param>
/// <param name="contentType">Its media type.</param>
/// <param name="context">Its ids and headers.</param>
/// <param name="types">The names it gives itself; <see langword="null"/> where it can only be what the endpoint consumes.</param>
/// <param name="message">The body.</param>
internal sealed class PlainJsonContext(JsonSerializerOptions options, ContentType contentType, MessageContext context, string[]? types, JsonElement message)
    : SystemTextJsonRawSerializerContext(
        SystemTextJsonMessageSerializer.Instance, options, contentType, context, types ?? [], RawSerializerOptions.Default, message)
{
    public override bool IsSupportedMessageType<T>() => IsSupportedMessageType(typeof(T));

    // Without a name MassTransit would take it for every type of the endpoint at once.
    public override bool IsSupportedMessageType(Type messageType) =>
        types is null || Array.Exists(types, name => name == messageType.Name || name.Equals(MessageUrn.ForTypeString(messageType), StringComparison.OrdinalIgnoreCase));
}
