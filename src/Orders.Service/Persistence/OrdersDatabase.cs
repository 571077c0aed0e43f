using Microsoft.EntityFrameworkCore;

namespace Orders.Service.Persistence;

/// <summary>Which database the service uses, and how EF Core talks to it.</summary>
/// <param name="Server">The kind of database.</param>
/// <param name="ConnectionString">How to reach it.</param>
public sealed record OrdersDatabase(DatabaseServer Server, string ConnectionString)
{
    /// <summary>Sets provider and names. The design-time factories use it too, so that migrations match what runs.</summary>
    public void Configure(DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Server is DatabaseServer.PostgreSql)
            options.UseNpgsql(ConnectionString);
        else
            options.UseSqlite(ConnectionString);

        options.UseSnakeCaseNamingConvention();
    }

    /// <summary>The kind only: a connection string carries a password.</summary>
    public override string ToString() => Server.ToString();
}
