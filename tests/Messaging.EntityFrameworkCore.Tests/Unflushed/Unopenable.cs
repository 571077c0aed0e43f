using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.EntityFrameworkCore.Tests.Unflushed;

/// <summary>The database is away for one context.</summary>
internal sealed class Unopenable : DbConnectionInterceptor
{
    public DbContext? For { get; set; }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        For is not null && ReferenceEquals(eventData.Context, For)
            ? throw new TimeoutException("The database does not answer, as asked.")
            : ValueTask.FromResult(result);
}
