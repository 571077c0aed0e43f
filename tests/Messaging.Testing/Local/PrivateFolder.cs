using Messaging.Testing.Hosts;

namespace Messaging.Testing.Local;

/// <summary>The data folder of a private instance.</summary>
internal static class PrivateFolder
{
    public static async Task<string> CreateAsync(string server, string? owner, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory($"messaging-{server}-").FullName;
        if (owner is not null)
            await RunAs.GiveAsync(folder, owner, cancellationToken);
        return folder;
    }
}
