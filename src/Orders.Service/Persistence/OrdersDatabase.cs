using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Orders.Service.Persistence;

/// <summary>Which database the service uses, and how EF Core talks to it.</summary>
/// <param name="Server">The kind of database.</param>
/// <param name="ConnectionString">How to reach it.</param>
public sealed record OrdersDatabase(DatabaseServer Server, string ConnectionString)
{
    private const int MaxConnections = 40;
    private const int ConnectSeconds = 5;
    private const int PreparedStatements = 100;

    private readonly string _connectionString = Server is DatabaseServer.PostgreSql ? WithOurDefaults(ConnectionString) : ConnectionString;

    /// <summary>Sets provider and names. The design-time factories use it too, so that migrations match what runs.</summary>
    public void Configure(DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Server is DatabaseServer.PostgreSql)
            options.UseNpgsql(_connectionString);
        else
            options.UseSqlite(_connectionString);

        options.UseSnakeCaseNamingConvention();
    }

    /// <summary>
    /// A replica must not take all of a server's 100 connections, and a server that is gone must be noticed soon. Planning costs more than
    /// running what this service asks, so statements are prepared; and nothing here changes the session, so a connection that goes back to
    /// the pool needs no reset, which would cost as much again. Whoever uses SET, temporary tables or session locks sets <c>No Reset On
    /// Close=false</c>.
    /// </summary>
    private static string WithOurDefaults(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        // ContainsKey says whether a keyword exists at all, not whether it was given.
        var keywords = given.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!keywords.Contains("Maximum Pool Size"))
            given.MaxPoolSize = MaxConnections;
        if (!keywords.Contains("Timeout"))
            given.Timeout = ConnectSeconds;
        if (!keywords.Contains("Max Auto Prepare"))
            given.MaxAutoPrepare = PreparedStatements;
        if (!keywords.Contains("No Reset On Close"))
            given.NoResetOnClose = true;
        return given.ConnectionString;
    }

    /// <summary>The kind only: a connection string carries a password.</summary>
    public override string ToString() => Server.ToString();
}
