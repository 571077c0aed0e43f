using System.Globalization;
using System.Text;

namespace Messaging.Redis;

/// <summary>An element as it lies in a processing list: a head with id and count, and what the client has pushed.</summary>
internal static class ListElement
{
    private const int IdLength = 36;
    private const int CountLength = 6;
    private const int HeadLength = IdLength + 1 + CountLength + 1;

    public static byte[] Write(string id, int count, ReadOnlySpan<byte> body)
    {
        var element = new byte[HeadLength + body.Length];
        var head = string.Create(CultureInfo.InvariantCulture, $"{id} {Math.Clamp(count, 0, 999_999):000000} ");
        Encoding.ASCII.GetBytes(head, element);
        body.CopyTo(element.AsSpan(HeadLength));
        return element;
    }

    public static Delivery Read(byte[] element, bool fresh, string origin)
    {
        var id = Encoding.ASCII.GetString(element, 0, IdLength);
        var count = int.Parse(Encoding.ASCII.GetString(element, IdLength + 1, CountLength), NumberStyles.None, CultureInfo.InvariantCulture);
        return new Delivery(id, [new RedisField("", element.AsMemory(HeadLength))], count, fresh, origin);
    }

    public static byte[] Of(Delivery delivery) => Write(delivery.Id, delivery.Count, delivery.Fields[0].Value.Span);
}
