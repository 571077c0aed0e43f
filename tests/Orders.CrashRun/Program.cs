using System.Runtime.InteropServices;
using Messaging.Testing;
using Orders.Acceptance.Support;
using Orders.Checker;
using Orders.Checker.Readers;
using Orders.CrashRun;

// The script puts an option of its own before those that it was given.
if (args is [.., "--help" or "-h"])
{
    Console.WriteLine(CrashCommand.Usage);
    return 0;
}

// Both ways of being asked to stop lead through the end of the using blocks below, which end every process that was started.
using var interrupted = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
Orders.Acceptance.Support.Crash.CrashRun? run = null;
try
{
    var command = CrashCommand.Parse(args);
    await using var servers = await Servers.StartAsync(interrupted.Token);
    run = new Orders.Acceptance.Support.Crash.CrashRun(command.Settings, servers, command.Dll, command.LogFolder, TimeProvider.System, Console.WriteLine);
    var result = await run.RunAsync(interrupted.Token);
    Console.WriteLine(result.ToText());
    return result.Holds ? 0 : 1;
}
catch (ServiceFailedException failure) when (run is { HasBegun: true })
{
    await Console.Error.WriteLineAsync(failure.Message);
    Console.WriteLine("FAILED: the service did not come back");
    return 1;
}
catch (Exception failure) when (failure is UsageException or ServerUnavailableException or ServiceFailedException or CannotLookException or TimeoutException)
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

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
