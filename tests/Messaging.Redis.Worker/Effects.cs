using System.Globalization;
using System.Text;

namespace Messaging.Redis.Worker;

/// <summary>
/// What was done, a line each, in a file of this process: written when it is done, and there after a kill -9 and whatever happens to Redis.
/// </summary>
public sealed class Effects(string folder) : IDisposable
{
    private readonly FileStream _file = new(
        Path.Combine(folder, $"{Environment.ProcessId}-{Guid.NewGuid():N}.effects"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _gate = new();

    /// <summary>Writes one down.</summary>
    public void Add(string kind, int value)
    {
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind} {value}\n"));
        lock (_gate)
            _file.Write(line);
    }

    /// <summary>All that all processes have done.</summary>
    public static IReadOnlyList<(string Kind, int Value)> Read(string folder) =>
    [
        .. from file in Directory.GetFiles(folder, "*.effects")
           let text = ReadShared(file)
           from line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let parts = line.Split(' ')
           select (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture)),
    ];

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
