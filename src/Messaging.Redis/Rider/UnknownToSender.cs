namespace Messaging.Redis;

/// <summary>A payload that marks a message whose id was made here, of its position: a second sending of the same has another.</summary>
internal sealed class UnknownToSender
{
    public static readonly UnknownToSender Instance = new();

    private UnknownToSender()
    {
    }
}
