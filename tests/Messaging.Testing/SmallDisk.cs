using Messaging.Testing.Local;

namespace Messaging.Testing;

/// <summary>
/// A small disk of its own for the tables of a database, which can be filled up: a file system in memory, where this process may mount one.
/// Where it may not, a trigger on each table refuses new rows with the same error. Dispose it behind its server.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    // Everything that holds rows; what is partitioned has none itself. One table at a time: with several locks it could be in a deadlock with a user.
    private const string Move =
        """
        do $$
        declare name regclass;
        begin
            for name in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' loop
                execute format('alter table %s set tablespace small_disk', name);
                commit;
            end loop;
            for name in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'i' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' loop
                execute format('alter index %s set tablespace small_disk', name);
                commit;
            end loop;
        end
        $$
        """;

    private const string Watch =
        """
        do $$
        declare name regclass;
        begin
            for name in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' loop
                execute format('create trigger small_disk before insert on %s for each row execute function small_disk()', name);
                commit;
            end loop;
        end
        $$
        """;

    private const string Pass = "create or replace function small_disk() returns trigger language plpgsql as $$ begin return new; end $$";

    private const string Refuse =
        """
        create or replace function small_disk() returns trigger language plpgsql as $$
        begin
            raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
        end
        $$
        """;

    private readonly string _database;
    private readonly MemoryDisk? _disk;

    private SmallDisk(string database, MemoryDisk? disk) => (_database, _disk) = (database, disk);

    /// <summary>Whether it is a file system of its own, and not a stand-in.</summary>
    public bool IsReal => _disk is not null;

    /// <summary>Moves all tables of a database to a disk of this size. Nobody else may use them meanwhile for long, since each is locked.</summary>
    /// <param name="server">The server; only a program of this machine can have such a disk.</param>
    /// <param name="database">How to connect to the database.</param>
    /// <param name="megabytes">The size; it must hold what is in the tables.</param>
    /// <param name="standIn">Whether triggers play it, even where a disk can be mounted.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task<SmallDisk> CreateAsync(
        PostgresServer server, string database, int megabytes, bool standIn = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var mayMount = !standIn && server.Source == ServerSource.LocalProgram;
        var disk = new SmallDisk(database, mayMount ? await MemoryDisk.TryMountAsync(megabytes, cancellationToken) : null);
        // Triggers before it is full, since whoever fills it must not wait for those who write.
        foreach (var statement in disk._disk is { Folder: var folder } ? [$"create tablespace small_disk location '{folder}'", Move] : (string[])[Pass, Watch])
            await PostgresServer.RunAsync(database, statement, cancellationToken);
        return disk;
    }

    /// <summary>Takes all room that is left.</summary>
    public Task FillAsync(CancellationToken cancellationToken = default) =>
        _disk is null ? PostgresServer.RunAsync(_database, Refuse, cancellationToken) : _disk.FillAsync(cancellationToken);

    /// <summary>Gives the room back.</summary>
    public async Task FreeAsync(CancellationToken cancellationToken = default)
    {
        if (_disk is null)
            await PostgresServer.RunAsync(_database, Pass, cancellationToken);
        else
            _disk.Free();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disk is not null)
            await _disk.DisposeAsync();
    }
}
