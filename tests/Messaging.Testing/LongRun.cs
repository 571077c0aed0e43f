namespace Messaging.Testing;

/// <summary>Whether tests that come in a short and a long version run as the long one: <c>./test.sh --long</c> sets <c>TEST_LONG=true</c>.</summary>
public static class LongRun
{
    /// <summary>Whether this is a long run.</summary>
    public static bool IsOn { get; } = string.Equals(Environment.GetEnvironmentVariable("TEST_LONG"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The number that fits this run.</summary>
    /// <param name="shortRun">In every run of the tests; seconds.</param>
    /// <param name="longRun">In a long run; minutes.</param>
    public static int Of(int shortRun, int longRun) => IsOn ? longRun : shortRun;
}
