namespace Messaging.Outbox;

/// <summary>Whom a failed attempt to send speaks about.</summary>
public enum SendFault
{
    /// <summary>This message or its destination: the attempt counts, and after the limit the message becomes a dead letter.</summary>
    Message,

    /// <summary>Another message, over which the broker closed what both were sent through. It counts nothing and is sent again at once.</summary>
    Neighbour,

    /// <summary>The broker can't be reached, or takes nothing now: nothing is counted, and the whole transport pauses.</summary>
    Transport,
}
