namespace Orders.Service.Persistence;

/// <summary>The databases that the service runs on.</summary>
public enum DatabaseServer
{
    /// <summary>The real one.</summary>
    PostgreSql,

    /// <summary>The embedded default, for one process.</summary>
    Sqlite,
}
