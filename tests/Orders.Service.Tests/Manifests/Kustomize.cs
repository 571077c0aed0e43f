using CliWrap;
using CliWrap.Buffered;

namespace Orders.Service.Tests.Manifests;

/// <summary>Renders a folder of manifests: by the program that KUSTOMIZE names, by kustomize, or by kubectl, which contains it.</summary>
internal static class Kustomize
{
    public static async Task<string> RenderAsync(string folder, CancellationToken cancellationToken)
    {
        var (program, command) = Find();
        var result = await Cli.Wrap(program)
            .WithArguments([command, Path.Combine(Repository.Root, folder)])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        return result.ExitCode == 0
            ? result.StandardOutput
            : throw new InvalidOperationException($"{program} {command} {folder} fails: {result.StandardError}");
    }

    private static (string Program, string Command) Find()
    {
        if (Environment.GetEnvironmentVariable("KUSTOMIZE") is { Length: > 0 } named)
            return (named, "build");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var (name, command) in new[] { ("kustomize", "build"), ("kubectl", "kustomize") })
        {
            if (folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } found)
                return (found, command);
        }

        throw new InvalidOperationException(
            "The manifests of k8s/ can't be rendered: neither kustomize nor kubectl is on the PATH. Install kustomize 5, or set KUSTOMIZE to it; "
            + "test.sh does so by itself on Debian, for root.");
    }
}
