using System.Diagnostics;

namespace Messaging.Kafka.Tests.Support;

/// <summary>Runs a program of another language's world to its end.</summary>
public static class Command
{
    /// <summary>Debian's own, which has python3-kafka.</summary>
    public static Task<string> PythonAsync(string script, params string[] arguments) => RunAsync("/usr/bin/python3", "", ["-c", script, .. arguments]);

    public static async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        process.ExitCode.ShouldBe(0, await error);
        return await output;
    }
}
