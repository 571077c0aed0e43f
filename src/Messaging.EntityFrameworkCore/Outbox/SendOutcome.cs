namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What became of one attempt to send a row.</summary>
internal abstract record SendOutcome
{
    /// <summary>The broker has confirmed it, or nobody wants it any more: the row can go.</summary>
    public sealed record Done : SendOutcome;

    /// <summary>The broker is away, or closed the channel over another message; says nothing about this one.</summary>
    public sealed record Unavailable : SendOutcome;

    /// <summary>This message could not be sent.</summary>
    /// <param name="Delay">In how long it is due again.</param>
    /// <param name="Exception">Why.</param>
    /// <param name="Unroutable">Whether it is only that nobody was at its destination.</param>
    public sealed record Failed(TimeSpan Delay, Exception Exception, bool Unroutable) : SendOutcome;
}
