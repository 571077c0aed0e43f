using System.Diagnostics;
using System.Text.Json;
using Messaging.Auditing;
using Messaging.EntityFrameworkCore.DeadLetters;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>The audit in the database of <typeparamref name="TDbContext"/>.</summary>
internal sealed class AuditTrail<TDbContext>(TDbContext context, TimeProvider time) : IAuditTrail
    where TDbContext : DbContext
{
    private const int LongestName = 300;
    private const int LongestReason = 4_000;

    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return context.ExecuteAsync(
            OperationsSql.For(context).AddAudit,
            time,
            cancellationToken,
            ("@actor", StorableText.Of(entry.Actor, LongestName)),
            ("@action", StorableText.Of(entry.Action, LongestName)),
            ("@type", StorableText.Of(entry.SubjectType, LongestName)),
            ("@id", StorableText.Of(entry.SubjectId, LongestName)),
            ("@reason", entry.Reason is null ? null : StorableText.Of(entry.Reason, LongestReason)),
            ("@details", StorableJson.Of(entry.Details)),
            ("@trace", Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null));
    }

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var conditions = new List<string>();
        var parameters = new List<(string, object?)> { ("@limit", limit) };
        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            conditions.Add(condition);
            parameters.Add((name, value));
        }

        Add("actor = @actor", "@actor", filter.Actor);
        Add("subject_type = @type", "@type", filter.SubjectType);
        Add("subject_id = @subject", "@subject", filter.SubjectId);
        Add("id < @before", "@before", before);
        var where = conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}";
        return QueryAsync($"{OperationsSql.For(context).ListAudit}{where} order by id desc limit @limit", parameters, cancellationToken);
    }

    private async Task<IReadOnlyList<AuditRecord>> QueryAsync(string sql, List<(string, object?)> parameters, CancellationToken cancellationToken) =>
        await context.QueryAsync(sql, time, Read, cancellationToken, [.. parameters]).ConfigureAwait(false);

    private static AuditRecord Read(OperationsRow row) => new(
        row.Number(0)!.Value,
        row.Time(1)!.Value,
        new AuditEntry
        {
            Actor = row.Text(2)!,
            Action = row.Text(3)!,
            SubjectType = row.Text(4)!,
            SubjectId = row.Text(5)!,
            Reason = row.Text(6),
            Details = JsonSerializer.Deserialize<Dictionary<string, object?>>(row.Text(7) ?? "{}")!,
        },
        row.Text(8));
}
