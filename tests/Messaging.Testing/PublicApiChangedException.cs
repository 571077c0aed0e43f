namespace Messaging.Testing;

/// <summary>A library's public surface is not the reviewed one.</summary>
public sealed class PublicApiChangedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PublicApiChangedException(string library, IReadOnlyCollection<string> reviewed, IReadOnlyCollection<string> actual)
        : base(
            $"The public API of {library} differs from src/{library}/PublicApi.txt.\n"
            + string.Concat(reviewed.Except(actual, StringComparer.Ordinal).Select(line => $"- {line}\n"))
            + string.Concat(actual.Except(reviewed, StringComparer.Ordinal).Select(line => $"+ {line}\n"))
            + $"If that is meant, run this test with {PublicApi.UpdateVariable}=true and commit the file.")
    {
    }
}
