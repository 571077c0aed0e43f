using System.Diagnostics;
using System.Globalization;
using MassTransit;
using Messaging.CrashSample;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// One replica of an application that is there to be killed. Its standard input says what to send, and ends it with its own end.
//   p NUMBER KEY   sends one piece of work, and answers "accepted NUMBER" when its transaction has committed
var settings = CrashSettings.FromEnvironment();
CrashPoint.Arm(settings.CrashAt, settings.CrashAfter);
using var host = CrashHost.Build(settings);
await host.StartAsync();
await Console.Out.WriteLineAsync("ready");
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var reading = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is { } line)
    {
        var words = line.Split(' ');
        var number = int.Parse(words[1], CultureInfo.InvariantCulture);
        try
        {
            await CrashHost.ProduceAsync(host.Services, number, words[2]);
            await Console.Out.WriteLineAsync($"accepted {number}");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            await Console.Out.WriteLineAsync($"refused {number} {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    // Nobody is left who would look at what this replica does.
    Process.GetCurrentProcess().Kill();
});
await Task.WhenAny(reading, Task.Delay(Timeout.InfiniteTimeSpan, stopping));
await host.StopAsync();
