using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Orders.Service.Tests.Manifests;

/// <summary><c>docker-compose.yml</c> as Compose puts it together with <c>.env</c>.</summary>
internal static partial class Compose
{
    public static IReadOnlyDictionary<string, ComposeService> Services { get; } = Read();

    private static Dictionary<string, ComposeService> Read()
    {
        var text = Variable().Replace(Repository.Read("docker-compose.yml"), match => Repository.Variable(match.Groups["name"].Value));
        return new DeserializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .IgnoreUnmatchedProperties()
            .Build()
            .Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(text))))
            .Services;
    }

    [GeneratedRegex(@"\$\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();

    private sealed class ComposeFile
    {
        public Dictionary<string, ComposeService> Services { get; set; } = [];
    }
}
