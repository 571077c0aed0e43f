using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Orders.Service.Monitoring;

/// <summary>What may be said in public about the database that is configured: never its user or password.</summary>
internal sealed record DatabaseTarget(string Host, string Name)
{
    public const string ConfigurationKey = "ConnectionStrings__Orders";

    public static DatabaseTarget Of(DatabaseFacade database)
    {
        var connection = database.GetDbConnection();
        return database.IsNpgsql()
            ? new DatabaseTarget(connection.DataSource.Replace("tcp://", "", StringComparison.Ordinal), $"PostgreSQL database '{connection.Database}'")
            : new DatabaseTarget(connection.DataSource, "The SQLite file");
    }

    /// <summary>Why it can't be used, in words of ours: an exception's own may quote the connection string.</summary>
    public static string Explain(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            switch (current)
            {
                case PostgresException { SqlState: [.. "28", _, _, _] }:
                    return "It refuses the user or the password.";
                case PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName }:
                    return "The database does not exist.";
                case PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }:
                    return "It has no connection left.";
                case PostgresException postgres:
                    return $"It answers with SQLSTATE {postgres.SqlState}.";
                case SocketException socket:
                    return $"The connection fails: {socket.SocketErrorCode}.";
            }
        }

        return $"It fails with {exception.GetType().Name}; the log has the reason.";
    }
}
