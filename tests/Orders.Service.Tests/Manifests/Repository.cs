namespace Orders.Service.Tests.Manifests;

/// <summary>Files of the repository that the tests compare with each other.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The value of a variable in <c>.env</c>.</summary>
    public static string Variable(string name) =>
        File.ReadLines(Path.Combine(Root, ".env")).Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orders.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"Orders.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
