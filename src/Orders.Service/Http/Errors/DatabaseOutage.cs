using Microsoft.Data.Sqlite;
using Npgsql;

namespace Orders.Service.Http.Errors;

/// <summary>Tells a database that is away, full or read-only from a mistake of ours: the first passes, and the caller may try again.</summary>
internal static class DatabaseOutage
{
    /// <summary>Looks through what EF Core wraps around the provider's exception.</summary>
    public static bool Is(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            switch (current)
            {
                case PostgresException postgres:
                    return IsOutage(postgres.SqlState);
                case NpgsqlException:
                    // Not said by the server, so it is about reaching it: refused, reset, timed out, no connection left in the pool.
                    return true;
                case SqliteException sqlite:
                    return IsOutage(sqlite.SqliteErrorCode);
            }
        }

        return false;
    }

    private static bool IsOutage(string sqlState) =>
        sqlState[..2] is
            "08" // connection
            or "28" // the server refuses this user
            or "3D" // no such database
            or "40" // rolled back: serialization, deadlock
            or "53" // no disk, memory or connection left
            or "57" // shut down, starting, cancelled by statement_timeout
            or "58" // the server's own I/O
        || sqlState is
            PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.UndefinedTable // not migrated yet
            or "25P03"; // idle in a transaction for too long

    private static bool IsOutage(int errorCode) =>
        errorCode is 5 // SQLITE_BUSY
            or 6 // SQLITE_LOCKED
            or 8 // SQLITE_READONLY
            or 10 // SQLITE_IOERR
            or 13 // SQLITE_FULL
            or 14; // SQLITE_CANTOPEN
}
