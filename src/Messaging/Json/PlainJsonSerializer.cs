using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Messaging.Json;

/// <summary>Writes the message and nothing else.</summary>
internal sealed class PlainJsonSerializer(JsonSerializerOptions options) : IMessageSerializer
{
    public ContentType ContentType => PlainJsonFactory.Json;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class =>
        new BytesMessageBody(JsonSerializer.SerializeToUtf8Bytes(context.Message, options));
}
