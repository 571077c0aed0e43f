using System.Data.Common;
using System.Globalization;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>A row of either database: SQLite keeps ids as text and times as ticks.</summary>
internal readonly struct OperationsRow(DbDataReader reader)
{
    public object Value(int column) => reader.GetValue(column);

    public string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public long? Number(int column) => reader.IsDBNull(column) ? null : Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    public byte[]? Bytes(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    public Guid? Id(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column) switch
    {
        Guid id => id,
        var text => Guid.Parse((string)text, CultureInfo.InvariantCulture),
    };

    public DateTimeOffset? Time(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column) switch
    {
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateTimeOffset time => time,
        var ticks => new DateTimeOffset((long)ticks, TimeSpan.Zero),
    };
}
