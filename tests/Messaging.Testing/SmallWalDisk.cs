using Messaging.Testing.Hosts;
using Messaging.Testing.Local;
using Npgsql;

namespace Messaging.Testing;

/// <summary>
/// A small disk of its own for the write-ahead log of a server, which can be filled up: PostgreSQL then ends with PANIC, and so does its recovery
/// until there is room. Where nothing can be mounted the server is crashed instead. Dispose it behind its server.
/// </summary>
public sealed class SmallWalDisk : IAsyncDisposable
{
    // Segments that are there already can still be used up.
    private const int MostSegments = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PostgresServer _server;
    private readonly MemoryDisk? _disk;

    private SmallWalDisk(PostgresServer server, MemoryDisk? disk) => (_server, _disk) = (server, disk);

    /// <summary>Whether it is a file system of its own, and not a stand-in.</summary>
    public bool IsReal => _disk is not null;

    /// <summary>Moves the log to a disk of this size; the server is stopped for it and started again.</summary>
    /// <param name="server">The server; only a program of this machine can have such a disk.</param>
    /// <param name="megabytes">The size; a segment of the log takes 16.</param>
    /// <param name="standIn">Whether to crash the server instead, even where a disk can be mounted.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task<SmallWalDisk> CreateAsync(PostgresServer server, int megabytes, bool standIn = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var mayMount = !standIn && server.Source == ServerSource.LocalProgram;
        var disk = new SmallWalDisk(server, mayMount ? await MemoryDisk.TryMountAsync(megabytes, cancellationToken) : null);
        if (disk._disk is not { Folder: var folder })
            return disk;
        await server.StopAsync(cancellationToken);
        var log = Path.Combine(server.DataFolder!, "data", "pg_wal");
        await ProgramRun.ExpectAsync("cp", ["-a", $"{log}/.", folder], cancellationToken);
        Directory.Delete(log, recursive: true);
        Directory.CreateSymbolicLink(log, folder);
        await server.StartAsync(cancellationToken);
        return disk;
    }

    /// <summary>Takes all room that is left, and writes until the server has ended of it.</summary>
    public async Task FillAsync(CancellationToken cancellationToken = default)
    {
        if (_disk is null)
        {
            await _server.KillAsync(cancellationToken);
            return;
        }

        await _disk.FillAsync(cancellationToken);
        try
        {
            for (var segment = 0; segment < MostSegments; segment++)
                await PostgresServer.RunAsync(_server.ConnectionString, "select pg_current_xact_id(); select pg_switch_wal()", cancellationToken);
        }
        catch (NpgsqlException)
        {
            // There is no next segment, or somebody else has found that out before.
        }

        await Eventually.BecomesTrueAsync(() => _server.Pid == 0, Patience, "PostgreSQL had ended, because it could not write its log", cancellationToken);
    }

    /// <summary>Gives the room back. The server has to be started, as its supervisor would.</summary>
    public void Free() => _disk?.Free();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disk is not null)
            await _disk.DisposeAsync();
    }
}
