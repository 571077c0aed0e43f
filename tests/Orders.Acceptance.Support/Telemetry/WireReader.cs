using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Orders.Acceptance.Support.Telemetry;

/// <summary>Reads the wire format of Protocol Buffers, as far as OTLP uses it.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The number of the field that was read.</summary>
    public int Field { get; private set; }

    /// <summary>The content of a field with a length: text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The content of a field that is a number.</summary>
    public ulong Number { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public readonly string Hex => Convert.ToHexStringLower(Bytes);

    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = Varint();
        Field = (int)(tag >> 3);
        Bytes = default;
        Number = 0;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take((int)Varint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"Wire type {tag & 7} is not known.");
        }

        return true;
    }

    /// <summary>An <c>AnyValue</c> as text.</summary>
    public static string Value(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        if (!reader.Next())
            return "";
        return reader.Field switch
        {
            1 => reader.Text,
            2 => reader.Number == 1 ? "true" : "false",
            3 => ((long)reader.Number).ToString(CultureInfo.InvariantCulture),
            4 => BitConverter.UInt64BitsToDouble(reader.Number).ToString(CultureInfo.InvariantCulture),
            _ => $"(field {reader.Field})",
        };
    }

    private ulong Varint()
    {
        var (result, shift) = (0ul, 0);
        while (true)
        {
            var next = Take(1)[0];
            result |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return result;
            shift += 7;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
