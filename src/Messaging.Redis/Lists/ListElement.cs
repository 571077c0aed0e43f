using System.Globalization;
using System.Text;

namespace Messaging.Redis;

/// <summary>
/// An element as it lies in a processing list: a head with id and count, and what the client has pushed. The head of one that was replayed also
/// says by what the inbox knows it, and of which dead letter it is.
/// </summary>
internal static class ListElement
{
    private const int IdLength = 36;
    private const int CountLength = 6;
    private const int HeadLength = IdLength + 1 + CountLength + 1;
    private const int StampLength = 15;
    private const int ReplayLength = IdLength + 1 + StampLength + 1 + IdLength + 1;
    private const byte Replayed = (byte)'+';

    public static byte[] Of(Delivery delivery) => Of(delivery, delivery.Count);

    public static byte[] Of(Delivery delivery, int count)
    {
        var replay = EntryFields.Text(delivery, MessagingHeaders.ReplayOf) is { } letter
            ? ReplayHead(EntryFields.Text(delivery, MessagingHeaders.MessageId)!, EntryFields.Text(delivery, MessagingHeaders.Stamp), letter)
            : null;
        return Write(delivery.Id, count, replay, delivery.Fields[0].Value.Span);
    }

    /// <summary>An element for the returned ones, made of a dead letter.</summary>
    public static byte[] OfReplay(Guid id, Guid known, long? stamp, Guid letter, ReadOnlySpan<byte> body) =>
        Write(id.ToString(), 0, ReplayHead(known.ToString(), stamp?.ToString(CultureInfo.InvariantCulture), letter.ToString()), body);

    public static Delivery Read(byte[] element, bool fresh, string origin)
    {
        var id = Text(0, IdLength);
        var count = int.Parse(Text(IdLength + 1, CountLength), NumberStyles.None, CultureInfo.InvariantCulture);
        if (element[HeadLength - 1] != Replayed)
            return new Delivery(id, [new RedisField("", element.AsMemory(HeadLength))], count, fresh, origin);

        var fields = new List<RedisField>
        {
            new("", element.AsMemory(HeadLength + ReplayLength)),
            new(MessagingHeaders.MessageId, element.AsMemory(HeadLength, IdLength)),
            new(MessagingHeaders.ReplayOf, element.AsMemory(HeadLength + IdLength + 1 + StampLength + 1, IdLength)),
        };
        var stamp = Text(HeadLength + IdLength + 1, StampLength).Trim();
        if (stamp.Length > 0)
            fields.Add(new RedisField(MessagingHeaders.Stamp, Encoding.ASCII.GetBytes(stamp)));
        return new Delivery(id, fields, count, fresh, origin);

        string Text(int start, int length) => Encoding.ASCII.GetString(element, start, length);
    }

    private static string ReplayHead(string known, string? stamp, string letter) => $"{known} {(stamp ?? "").PadLeft(StampLength)} {letter} ";

    private static byte[] Write(string id, int count, string? replay, ReadOnlySpan<byte> body)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{id} {Math.Clamp(count, 0, 999_999):000000}{(replay is null ? " " : "+")}{replay}");
        var element = new byte[head.Length + body.Length];
        Encoding.ASCII.GetBytes(head, element);
        body.CopyTo(element.AsSpan(head.Length));
        return element;
    }
}
