using Orders.Service.Domain;

namespace Orders.Service.Persistence;

/// <summary>Wants to know of changes of orders as they are committed by this process.</summary>
internal interface ICommittedChanges
{
    /// <summary>Whether anybody would hear of it now.</summary>
    bool IsListening { get; }

    /// <summary>The change is committed. Never waits and never throws: whoever committed it stands behind this.</summary>
    void Committed(OrderHistoryEntry change);
}
