using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Checks;

/// <summary>Finds out whether a connection keeps its session at the server.</summary>
internal interface ISessionProbe
{
    /// <summary>Whether the context's database is of the kind that has sessions to lose.</summary>
    bool Serves(DbContext context);

    /// <summary>Whether two connections, one of them inside a transaction, never share a session.</summary>
    Task<bool> SessionsLastAsync(DbContext context, CancellationToken cancellationToken);
}
