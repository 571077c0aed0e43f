using System.Reflection;

namespace Orders.Acceptance.Fixtures;

/// <summary>Where the build has put the service, and where its logs go.</summary>
internal static class BuiltService
{
    public static string Dll { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        typeof(BuiltService).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Service").Value!));

    /// <summary>A new folder, which stays: when a test fails the log is what one wants to read.</summary>
    public static string NewLogFolder() => Directory.CreateTempSubdirectory("orders-acceptance-").FullName;
}
