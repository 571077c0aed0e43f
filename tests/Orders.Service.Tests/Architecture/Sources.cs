using System.Xml.Linq;

namespace Orders.Service.Tests.Architecture;

/// <summary>The repository that these tests were built from.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The library that all other libraries of messaging share.</summary>
    public const string Shared = "Messaging";

    /// <summary>The names of the projects below <c>src</c>.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order()!];

    public static IEnumerable<string> MessagingProjects => Projects.Where(name => name.StartsWith($"{Shared}.", StringComparison.Ordinal));

    public static IEnumerable<string> ProjectReferences(string project) =>
        Referenced(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    public static IEnumerable<string> PackageReferences(string project) => Referenced(project, "PackageReference");

    /// <summary>Source files, as paths from <see cref="Root"/>; what was generated is nobody's prose.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "Migrations"));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static int Lines(string file) => File.ReadLines(Path.Combine(Root, file)).Count();

    private static IEnumerable<string> Referenced(string project, string element) =>
        XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj")).Descendants(element).Select(e => e.Attribute("Include")!.Value);

    private static string FindRoot(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException($"No solution lies above {AppContext.BaseDirectory}."),
        _ when folder.EnumerateFiles("*.sln").Any() => folder.FullName,
        _ => FindRoot(folder.Parent),
    };
}
