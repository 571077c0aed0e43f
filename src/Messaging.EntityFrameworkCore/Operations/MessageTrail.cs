using System.Globalization;
using Messaging.Trails;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>What the tables of messaging know of one id, in the database of <typeparamref name="TDbContext"/>.</summary>
internal sealed class MessageTrail<TDbContext>(TDbContext context, TimeProvider time) : IMessageTrail
    where TDbContext : DbContext
{
    private const int DaysOfInbox = 100;

    public async Task<IReadOnlyList<TrailEntry>> FindAsync(string id, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        var sql = OperationsSql.For(context);
        Guid? uuid = Guid.TryParse(id, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        // A text that is no UUID must not be compared with one.
        (string, object?)[] parameters = [("@text", id), ("@uuid", uuid ?? Guid.Empty), ("@trace", $"%-{(id.Length == 32 ? id : "none")}-%"), ("@limit", limit), ("@days", DaysOfInbox)];
        var found = new List<TrailEntry>();
        foreach (var statement in new[] { sql.TrailOfLetters, sql.TrailOfOutbox, sql.TrailOfInbox, sql.TrailOfAudit })
            found.AddRange(await context.QueryAsync(statement, time, Read, cancellationToken, parameters).ConfigureAwait(false));
        return [.. found.OrderBy(entry => entry.At)];
    }

    private static TrailEntry Read(OperationsRow row) => new(
        row.Time(0)!.Value,
        row.Text(1)!,
        row.Text(2)!,
        new Dictionary<string, object?>(StringComparer.Ordinal) { [row.Text(3)!] = row.Text(4), [row.Text(5)!] = row.Text(6) });
}
