using Messaging.Schedules;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Schedules;

/// <summary>All SQL of schedules, once per kind of database, on the connection and in the transaction of the given context.</summary>
internal interface IScheduleDatabase
{
    /// <summary>Whether this is the database that the context is configured for.</summary>
    bool Serves(DbContext context);

    /// <summary>The outbox's clock, which is that of the schedules.</summary>
    Task<DateTimeOffset> NowAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Writes a schedule down. One that is there keeps its next occurrence, unless its times have changed.</summary>
    Task DeclareAsync(DbContext context, ScheduleDefinition schedule, DateTimeOffset? nextAt, CancellationToken cancellationToken);

    /// <summary>One of these schedules that is due and that no other scheduler is at.</summary>
    Task<DueSchedule?> TakeDueAsync(DbContext context, IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <summary>Writes an occurrence down by its planned time.</summary>
    /// <returns><see langword="false"/> when it has fired before.</returns>
    Task<bool> AddOccurrenceAsync(DbContext context, string name, DateTimeOffset plannedAt, CancellationToken cancellationToken);

    /// <summary>Notes the task of an occurrence.</summary>
    Task SetTaskAsync(DbContext context, string name, DateTimeOffset plannedAt, Guid taskId, CancellationToken cancellationToken);

    /// <summary>Sets the next occurrence.</summary>
    Task AdvanceAsync(DbContext context, string name, DateTimeOffset? nextAt, CancellationToken cancellationToken);

    /// <summary>Pauses or resumes.</summary>
    Task<bool> SetPausedAsync(DbContext context, string name, bool paused, DateTimeOffset? nextAt, CancellationToken cancellationToken);

    /// <summary>Every schedule, by name.</summary>
    Task<IReadOnlyList<ScheduleInfo>> ListAsync(DbContext context, CancellationToken cancellationToken);

    /// <summary>Forgets occurrences that were planned longer ago.</summary>
    Task<int> DeleteOccurrencesAsync(DbContext context, TimeSpan plannedBefore, CancellationToken cancellationToken);
}
