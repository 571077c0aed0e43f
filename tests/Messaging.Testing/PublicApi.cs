using System.Reflection;
using System.Runtime.CompilerServices;

namespace Messaging.Testing;

/// <summary>
/// The public surface of a library as a reviewed file, <c>src/LIBRARY/PublicApi.txt</c>: a change of it shows in the diff, and nothing becomes
/// public by accident.
/// </summary>
public static class PublicApi
{
    /// <summary>Set to <c>true</c> it makes <see cref="Check"/> write the file instead.</summary>
    public const string UpdateVariable = "UPDATE_PUBLIC_API";

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Compares the library's public types and members with its file.</summary>
    /// <exception cref="PublicApiChangedException">They differ; the message says in what, and how to accept it.</exception>
    public static void Check(Assembly library)
    {
        var name = library.GetName().Name!;
        var file = Path.Combine(Root(name), "src", name, "PublicApi.txt");
        var actual = List(library);
        if (string.Equals(Environment.GetEnvironmentVariable(UpdateVariable), "true", StringComparison.OrdinalIgnoreCase))
        {
            File.WriteAllText(file, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        var reviewed = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (!reviewed.SequenceEqual(actual, StringComparer.Ordinal))
            throw new PublicApiChangedException(name, reviewed, actual);
    }

    /// <summary>The public types and, indented under each, their members; sorted, one a line.</summary>
    public static IReadOnlyList<string> List(Assembly library) =>
    [
        .. library.GetExportedTypes().Where(type => !IsGenerated(type)).OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => Members(type).Prepend(PublicApiText.Of(type))),
    ];

    private static IEnumerable<string> Members(Type type)
    {
        // A delegate is its signature.
        if (type.IsSubclassOf(typeof(Delegate)))
            return [];
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"  {name} = {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}");
        return type.GetMembers(Declared).Where(member => !IsGenerated(member)).Select(PublicApiText.Of).OfType<string>()
            .Order(StringComparer.Ordinal).Select(text => $"  {text}");
    }

    // What the compiler adds to a record goes without saying.
    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || member.Name.Contains('<', StringComparison.Ordinal);

    private static string Root(string library)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "src", library)))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds src/{library}. Run the tests from within the repository.");
    }
}
