using System.Text;
using Messaging.Parking;

namespace Orders.Service.Operations.Parking;

/// <summary>One parked key.</summary>
internal sealed record ParkedKeyItem(
    long Id, string SourceSystem, string Source, string Group, string Key, string? KeyText, int? Partition, ParkedKeyState State, string? Reason,
    DateTimeOffset Since, DateTimeOffset DueAt, int Messages, int Attempts, string? ExceptionType, string? LastError)
{
    public static ParkedKeyItem Of(ParkedKey parked)
    {
        var key = parked.Key;
        return new ParkedKeyItem(
            parked.Id, key.SourceSystem, key.Source, key.Group, Convert.ToBase64String(key.Key.Span), Text(key.Key), key.Partition, parked.State, parked.Reason,
            parked.Since, parked.DueAt, parked.Messages, parked.Attempts, parked.ExceptionType, parked.LastError);
    }

    private static string? Text(ReadOnlyMemory<byte> key)
    {
        if (key.IsEmpty || !System.Text.Unicode.Utf8.IsValid(key.Span))
            return null;
        var text = Encoding.UTF8.GetString(key.Span);
        return text.Any(char.IsControl) ? null : text;
    }
}
