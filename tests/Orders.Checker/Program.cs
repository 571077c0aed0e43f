using Orders.Checker;
using Orders.Checker.Readers;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(CheckerCommand.Usage);
    return 0;
}

try
{
    var options = CheckerCommand.Parse(args);
    var report = await Check.RunAsync(options, TimeProvider.System, interrupted.Token);
    Console.WriteLine(options.Json ? report.ToJson() : report.ToText());
    return report.Holds ? 0 : 1;
}
catch (Exception failure) when (failure is UsageException or CannotLookException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    if (failure is UsageException)
        await Console.Error.WriteLineAsync("--help shows how.");
    return 2;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("interrupted");
    return 2;
}
