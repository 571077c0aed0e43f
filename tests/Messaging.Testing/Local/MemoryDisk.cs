using Messaging.Testing.Hosts;

namespace Messaging.Testing.Local;

/// <summary>A small file system in memory, for files of PostgreSQL, which can be filled up. Dispose it behind the server that uses it.</summary>
internal sealed class MemoryDisk : IAsyncDisposable
{
    private const string Filling = "filling";
    private const int Block = 1 << 20;

    private MemoryDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts one; null, with the reason on the console, where this process may not.</summary>
    public static async Task<MemoryDisk?> TryMountAsync(int megabytes, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        var folder = await PrivateFolder.CreateAsync("disk", LocalPostgres.User, cancellationToken);
        try
        {
            await ProgramRun.ExpectAsync("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs", folder], cancellationToken);
            await RunAs.GiveAsync(folder, LocalPostgres.User, cancellationToken);
            return new MemoryDisk(folder);
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync($"A full disk is played, since nothing can be mounted here: {exception.Message.ReplaceLineEndings(" ")}");
            Directory.Delete(folder);
            return null;
        }
    }

    /// <summary>Takes all room that is left.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        var block = new byte[Block];
        await using var file = new FileStream(Path.Combine(Folder, Filling), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
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
    public void Free() => File.Delete(Path.Combine(Folder, Filling));

    public async ValueTask DisposeAsync()
    {
        // Lazily, since a server that was not disposed before may still have files open.
        await ProgramRun.ExpectAsync("umount", ["--lazy", Folder], CancellationToken.None);
        Directory.Delete(Folder);
    }
}
