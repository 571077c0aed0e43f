using Messaging.Failures;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore;

/// <summary>What the database's errors mean for a message. Codes: PostgreSQL, Appendix A.</summary>
internal sealed class DatabaseFailureClassifier : IFailureClassifier
{
    public FailureKind? Classify(Exception exception) => exception switch
    {
        PostgresException postgres => Classify(postgres.SqlState),
        // Without a code the server was not reached or did not answer: that says nothing about the message.
        NpgsqlException => FailureKind.Infrastructure,
        SqliteException { SqliteErrorCode: Sqlite.Busy or Sqlite.Locked } => FailureKind.Transient,
        SqliteException { SqliteErrorCode: Sqlite.ReadOnly or Sqlite.IoError or Sqlite.Full or Sqlite.CantOpen } => FailureKind.Infrastructure,
        DbUpdateConcurrencyException => FailureKind.Transient,
        _ => null,
    };

    private static FailureKind Classify(string code) => code switch
    {
        // A table that is not there: the schema has not been migrated yet.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => FailureKind.Infrastructure,
        PostgresErrorCodes.ReadOnlySqlTransaction => FailureKind.Infrastructure,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => FailureKind.Infrastructure,
        _ => code[..2] switch
        {
            "08" or "28" or "3D" or "53" or "58" => FailureKind.Infrastructure,
            "22" => FailureKind.Permanent,
            _ => FailureKind.Transient,
        },
    };

    private static class Sqlite
    {
        public const int Busy = 5;
        public const int Locked = 6;
        public const int ReadOnly = 8;
        public const int IoError = 10;
        public const int Full = 13;
        public const int CantOpen = 14;
    }
}
