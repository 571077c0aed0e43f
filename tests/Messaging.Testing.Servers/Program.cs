using System.Runtime.InteropServices;
using Messaging.Testing.ByHand;

// Servers for people and scripts:  dotnet run --project tests/Messaging.Testing.Servers -- postgres rabbitmq kafka redis
// Prints how to connect, then SERVERS_READY; reads commands ("kill rabbitmq", "start rabbitmq", "stop", "freeze", "thaw") from the
// standard input, answers "done kill rabbitmq", and stops the servers when that input closes or at SIGTERM and Ctrl-C.

if (args.Length == 0 || args.Except(NamedServer.Names, StringComparer.Ordinal).Any())
{
    await Console.Error.WriteLineAsync($"Name one or more of: {string.Join(' ', NamedServer.Names)}");
    return 2;
}

using var ending = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

await using var servers = new ServerSet();
try
{
    await servers.StartAsync(args, Console.Out, ending.Token);
    await Console.Out.WriteLineAsync("SERVERS_READY");
    using var input = new StreamReader(Console.OpenStandardInput());
    await new CommandLoop(servers, input, Console.Out).RunAsync(ending.Token);
    return 0;
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    return 0;
}
catch (Exception exception) when (exception is Messaging.Testing.ServerUnavailableException or TimeoutException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

void End(PosixSignalContext context)
{
    // The servers are stopped first.
    context.Cancel = true;
    ending.Cancel();
}
