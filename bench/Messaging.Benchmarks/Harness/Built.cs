namespace Messaging.Benchmarks.Harness;

/// <summary>Finds what was built beside this program, in the same configuration.</summary>
internal static class Built
{
    private static DirectoryInfo Here { get; } = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <param name="folder">The project's folder, from the root of the repository; its last part is the name of the assembly.</param>
    public static string Dll(string folder)
    {
        var (framework, configuration) = (Here.Name, Here.Parent!.Name);
        return Path.Combine(Folder(folder), "bin", configuration, framework, $"{Path.GetFileName(folder)}.dll");
    }

    /// <param name="folder">A folder, from the root of the repository.</param>
    public static string Folder(string folder) => Path.Combine(Here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, folder);
}
