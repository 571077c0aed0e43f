namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// A payload of the relay's own sends. MassTransit repeats a failed send by itself, for as long as it may, and keeps the reason: a message
/// over which the broker closes the channel would close it every few seconds and look like a broker that is away. So the first failure ends it.
/// </summary>
internal sealed class SendAttempt : IDisposable
{
    private readonly CancellationTokenSource _ended;

    public SendAttempt(CancellationToken cancellationToken) => _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    public CancellationToken Token => _ended.Token;

    /// <summary>What the transport said.</summary>
    public Exception? Fault { get; private set; }

    public Task FailAsync(Exception fault)
    {
        Fault = fault;
        return _ended.CancelAsync();
    }

    public void Dispose() => _ended.Dispose();
}
