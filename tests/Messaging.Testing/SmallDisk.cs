using Messaging.Testing.Hosts;
using Npgsql;

namespace Messaging.Testing;

/// <summary>
/// A small disk of its own for the tables of a database, which can be filled up: a file system in memory, where this process may mount one.
/// Where it may not, a trigger on each table refuses new rows with the same error. Dispose it behind its server.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string Tablespace = "small_disk";
    private const string Filling = "filling";
    private const int Block = 1 << 20;

    // Everything that holds rows; what is partitioned has none itself.
    private const string Move =
        """
        do $$
        declare name regclass;
        begin
            for name in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' loop
                execute format('alter table %s set tablespace small_disk', name);
            end loop;
            for name in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'i' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' loop
                execute format('alter index %s set tablespace small_disk', name);
            end loop;
        end
        $$
        """;

    private const string Refuse =
        """
        create function refuse_as_full() returns trigger language plpgsql as $$
        begin
            raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
        end
        $$;
        do $$
        declare name regclass;
        begin
            for name in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' loop
                execute format('create trigger disk_is_full before insert on %s for each row execute function refuse_as_full()', name);
            end loop;
        end
        $$
        """;

    private readonly string _database;
    private readonly string? _folder;

    private SmallDisk(string database, string? folder) => (_database, _folder) = (database, folder);

    /// <summary>Whether it is a file system of its own, and not a stand-in.</summary>
    public bool IsReal => _folder is not null;

    /// <summary>Moves all tables of a database to a disk of this size. Nobody else may use them meanwhile for long, since each is locked.</summary>
    /// <param name="server">The server; only a program of this machine can have such a disk.</param>
    /// <param name="database">How to connect to the database.</param>
    /// <param name="megabytes">The size; it must hold what is in the tables.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task<SmallDisk> CreateAsync(PostgresServer server, string database, int megabytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var disk = new SmallDisk(database, server.Source == ServerSource.LocalProgram ? await MountAsync(megabytes, cancellationToken) : null);
        if (disk._folder is not { } folder)
            return disk;
        await RunAsync(database, $"create tablespace {Tablespace} location '{folder}'", cancellationToken);
        await RunAsync(database, Move, cancellationToken);
        return disk;
    }

    /// <summary>Takes all room that is left.</summary>
    public async Task FillAsync(CancellationToken cancellationToken = default)
    {
        if (_folder is null)
        {
            await RunAsync(_database, Refuse, cancellationToken);
            return;
        }

        var block = new byte[Block];
        await using var file = new FileStream(Path.Combine(_folder, Filling), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = Block; size > 0; size /= 2)
        {
            try
            {
                while (true)
                    await file.WriteAsync(block.AsMemory(0, size), cancellationToken);
            }
            catch (IOException)
            {
                // No room for so much: perhaps for half of it.
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public async Task FreeAsync(CancellationToken cancellationToken = default)
    {
        if (_folder is null)
            await RunAsync(_database, "drop function refuse_as_full() cascade", cancellationToken);
        else
            File.Delete(Path.Combine(_folder, Filling));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
            return;
        // Lazily, since the server may still have files open.
        await ProgramRun.ExpectAsync("umount", ["--lazy", _folder], CancellationToken.None);
        Directory.Delete(_folder);
    }

    private static async Task<string?> MountAsync(int megabytes, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        var folder = await Local.PrivateFolder.CreateAsync("disk", Local.LocalPostgres.User, cancellationToken);
        try
        {
            await ProgramRun.ExpectAsync("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder], cancellationToken);
            await RunAs.GiveAsync(folder, Local.LocalPostgres.User, cancellationToken);
            return folder;
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync($"A full disk is played by triggers, since nothing can be mounted here: {exception.Message.ReplaceLineEndings(" ")}");
            Directory.Delete(folder);
            return null;
        }
    }

    private static async Task RunAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
