namespace Messaging.Benchmarks.Harness;

/// <summary>Finds what was built beside this program, in the same configuration.</summary>
internal static class Built
{
    /// <param name="folder">The project's folder, from the root of the repository; its last part is the name of the assembly.</param>
    public static string Dll(string folder)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var (framework, configuration) = (here.Name, here.Parent!.Name);
        var root = here.Parent.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, folder, "bin", configuration, framework, $"{Path.GetFileName(folder)}.dll");
    }
}
