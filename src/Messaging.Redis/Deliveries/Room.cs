namespace Messaging.Redis;

/// <summary>How much more may be taken.</summary>
internal readonly record struct Room(int Messages, long Bytes)
{
    public bool None => Messages <= 0 || Bytes <= 0;
}
