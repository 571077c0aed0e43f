using System.Runtime.InteropServices;
using Messaging.KafkaRun;
using Messaging.KafkaRun.App;
using Messaging.Testing;

switch (args)
{
    case ["member"]:
        await ChildProcess.MemberAsync(RunSurroundings.FromEnvironment());
        return 0;
    case ["producer"]:
        await ChildProcess.ProducerAsync(RunSurroundings.FromEnvironment());
        return 0;
}

if (RunSettings.Parse(args) is not { } settings)
{
    await Console.Error.WriteLineAsync(RunSettings.Usage);
    return 2;
}

using var interrupted = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var result = await new Run(settings, Console.WriteLine).RunAsync(interrupted.Token);
    Console.WriteLine(result);
    return result.Holds ? 0 : 1;
}
catch (Exception failure) when (failure is ServerUnavailableException or TimeoutException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 2;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
