using Messaging.Benchmarks;
using Messaging.Benchmarks.Harness;
using Messaging.Testing;

var command = CommandLine.Parse(args);
if (command.Problem is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
try
{
    var servers = await BenchServers.FindAsync(interrupted.Token);
    var right = true;
    foreach (var measure in command.Measures)
    {
        try
        {
            foreach (var result in await measure.RunAsync(servers, command.Scale, interrupted.Token))
            {
                Console.WriteLine(result);
                right &= result.IsRight;
            }
        }
        catch (Exception exception) when (exception is not ServerUnavailableException && !interrupted.IsCancellationRequested)
        {
            // The other measures have figures to tell all the same.
            Console.WriteLine($"{measure.Name} NO FIGURE {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
            right = false;
        }
    }

    return right ? 0 : 1;
}
catch (ServerUnavailableException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
