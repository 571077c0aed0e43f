using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using MassTransit.Serialization;

namespace Messaging.Json;

internal sealed class PlainJsonFactory(bool oneType) : ISerializerFactory
{
    public static readonly ContentType Json = new("application/json");

    private static readonly JsonSerializerOptions Options = new(SystemTextJsonMessageSerializer.Options) { Converters = { new JsonStringEnumConverter() } };

    public ContentType ContentType => Json;

    public IMessageDeserializer CreateDeserializer() => new PlainJsonDeserializer(Options, oneType);

    public IMessageSerializer CreateSerializer() => new PlainJsonSerializer(Options);
}
