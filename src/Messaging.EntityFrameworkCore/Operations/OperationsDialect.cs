namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>In what the statements of <see cref="OperationsSql"/> differ between the databases.</summary>
/// <param name="Prefix">Before the name of each table.</param>
/// <param name="Now">The time.</param>
/// <param name="Json">The type of JSON.</param>
/// <param name="ForUpdate">Locks the rows of a query; a writer of SQLite has the database to itself.</param>
internal sealed record OperationsDialect(string Prefix, string Now, string Json, string ForUpdate)
{
    private static readonly OperationsDialect Postgres = new("messaging.", "messaging.clock()", "jsonb", "for update");
    private static readonly OperationsDialect Sqlite = new("messaging_", "@now", "text", "");

    public bool IsPostgres => ReferenceEquals(this, Postgres);

    public static OperationsDialect Of(bool postgres) => postgres ? Postgres : Sqlite;
}
