namespace Messaging.DeadLetters.Administration;

/// <summary>How dead letters of one kind of source get back to the consumer that failed, and to nobody else. Scoped.</summary>
public interface IDeadLetterRoute
{
    /// <summary>Whether dead letters of the system go this way. The route that was registered last is asked first.</summary>
    bool Handles(string sourceSystem);

    /// <summary>Where this one would go, in words; <see langword="null"/>: nobody knows.</summary>
    string? Describe(StoredDeadLetter letter);

    /// <summary>The endpoint's name, under which the inbox knows what it has consumed; <see langword="null"/>: no consumer of ours.</summary>
    string? EndpointOf(StoredDeadLetter letter);

    /// <summary>
    /// Sends it with its original id and stamp, and with <see cref="MessagingHeaders.ReplayOf"/>, if the scope's transaction commits; those of
    /// one key in the order of the calls.
    /// </summary>
    /// <param name="letter">The dead letter.</param>
    /// <param name="delay">How long after the commit it may leave.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task SendAsync(StoredDeadLetter letter, TimeSpan delay, CancellationToken cancellationToken);
}
