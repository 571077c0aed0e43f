using Messaging.EntityFrameworkCore.Metrics;
using Messaging.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// What the current scope wants to send, until its transaction flushes it into the outbox as its last statement. One per scope, so that
/// whatever way a message was sent in - an endpoint injected early, a consume context, a topic producer - it ends here.
/// </summary>
internal sealed partial class OutboxBuffer(MessagingInstruments instruments, IOptions<TransactionalMessagingOptions> options, ILogger<OutboxBuffer> logger)
    : ITransactionalOutbox, IUnflushedMessages, IDisposable
{
    private readonly Lock _lock = new();
    private List<OutboxMessage> _messages = [];
    private List<Guid> _cancelled = [];
    private List<IFlushStep> _steps = [];
    private bool _abandoned;
    private DbContext? _owner;
    // Whether the owner's transaction has ended neither by a commit nor by a rollback that was heard of.
    private bool _pending;

    /// <summary>Whether the transaction has nothing to flush.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _messages.Count + _cancelled.Count + _steps.Count == 0;
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _messages.Count + _cancelled.Count;
        }
    }

    public bool SaveFailed { get; private set; }

    /// <summary>A transaction of this context has begun. The first one of several contexts has the buffer until its end.</summary>
    /// <param name="context">The context.</param>
    /// <param name="ends">Whether its end is heard of: of a transaction that somebody else has begun it may not be.</param>
    public void Claim(DbContext context, bool ends)
    {
        if (!BelongsTo(context))
            return;
        DropDisposed();
        (_owner, _pending) = (context, ends);
    }

    /// <summary>The transaction of this context has ended, and what is still here belongs to the next one.</summary>
    public void Release(DbContext context)
    {
        if (ReferenceEquals(_owner, context))
            _pending = false;
    }

    /// <summary>Whether this context has something to flush.</summary>
    public bool HasMessagesFor(DbContext context)
    {
        DropDisposed();
        return !IsEmpty && BelongsTo(context);
    }

    /// <summary>Whether this context flushes what the scope sends, because no other one has an open transaction that it belongs to.</summary>
    public bool BelongsTo(DbContext context) => _owner is null || ReferenceEquals(_owner, context) || !HasTransaction(_owner);

    public void Add(OutboxMessage message)
    {
        BeforeSending();
        lock (_lock)
            _messages.Add(message);
    }

    /// <summary>The one step of this kind, made when it is first asked for; it is flushed, or dropped, with the messages.</summary>
    public TStep Step<TStep>(Func<TStep> create)
        where TStep : class, IFlushStep
    {
        DropDisposed();
        lock (_lock)
        {
            var step = _steps.OfType<TStep>().FirstOrDefault();
            if (step is null)
                _steps.Add(step = create());
            return step;
        }
    }

    public IReadOnlyList<IFlushStep> TakeSteps()
    {
        lock (_lock)
        {
            var taken = _steps;
            _steps = [];
            return taken;
        }
    }

    public void CancelScheduled(Guid token)
    {
        BeforeSending();
        lock (_lock)
        {
            // Scheduled and cancelled in one transaction: it never leaves the buffer.
            if (_messages.RemoveAll(message => message.ScheduleToken == token) == 0)
                _cancelled.Add(token);
        }
    }

    /// <summary>What is to be flushed now. A transaction may not lock more keys than the server's lock table is meant for.</summary>
    public (IReadOnlyList<OutboxMessage> Messages, IReadOnlyList<Guid> Cancelled) TakeForFlush()
    {
        int keys;
        lock (_lock)
            keys = _messages.Count <= options.Value.MaxKeysPerTransaction ? 0 : _messages.Where(message => message.OrderingKey is not null).Select(message => (message.Destination, message.OrderingKey)).Distinct().Count();
        return keys <= options.Value.MaxKeysPerTransaction
            ? Take()
            : throw new InvalidOperationException(
                $"This transaction sends messages of {keys} different destinations and ordering keys and would hold a lock for each; MaxKeysPerTransaction allows {options.Value.MaxKeysPerTransaction}. Commit in smaller transactions, or raise it together with the server's max_locks_per_transaction.");
    }

    private (IReadOnlyList<OutboxMessage> Messages, IReadOnlyList<Guid> Cancelled) Take()
    {
        lock (_lock)
        {
            var taken = (_messages, _cancelled);
            (_messages, _cancelled) = ([], []);
            return taken;
        }
    }

    /// <summary>Drops what was sent in a transaction that is rolled back: it has not happened.</summary>
    public void Discard()
    {
        Take();
        TakeSteps();
    }

    /// <summary>Saving what is here has failed with an exception. It may be tried again; if it is not, whoever caught that has not forgotten it.</summary>
    public void Failed(DbContext? context) => SaveFailed |= context is not null && BelongsTo(context);

    /// <summary>The scope ends by an exception: what it wanted to send is dropped on purpose, and is no mistake to report.</summary>
    public void Abandon()
    {
        _abandoned = true;
        Discard();
    }

    public void Dispose()
    {
        var (messages, cancelled) = Take();
        if (_abandoned || SaveFailed || messages.Count + cancelled.Count == 0)
            return;
        instruments.Unflushed(messages.Count + cancelled.Count);
        NeverFlushed(logger, messages.Count, cancelled.Count, messages.Count > 0 ? messages[0].Destination.ToString() : "");
    }

    private void BeforeSending()
    {
        SaveFailed = false;
        DropDisposed();
    }

    // EF Core tells nobody when a transaction is disposed without an end, which rolls it back; its messages must not leave with the next one.
    private void DropDisposed()
    {
        if (!_pending || HasTransaction(_owner!))
            return;
        _pending = false;
        Discard();
    }

    private static bool HasTransaction(DbContext context)
    {
        try
        {
            return context.Database.CurrentTransaction is not null;
        }
        catch (ObjectDisposedException)
        {
            // And its transaction with it.
            return false;
        }
    }

    [LoggerMessage(2001, LogLevel.Error,
        "A scope ended with {Messages} messages and {Cancellations} cancellations that were never flushed and are lost; the first was for {Destination}. Call SaveChangesAsync, or commit the transaction, after the last message")]
    private static partial void NeverFlushed(ILogger logger, int messages, int cancellations, string destination);
}
