using System.Globalization;
using MassTransit;
using Messaging.CrashSample;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// One replica of an application that is there to be killed. Its standard input says what to send; its end ends the process.
//   p NUMBER KEY   sends one piece of work, and answers "accepted NUMBER" when its transaction has committed
//   q              an orderly stop
var settings = CrashSettings.FromEnvironment();
CrashPoint.Arm(settings.CrashAt, settings.CrashAfter);
using var host = CrashHost.Build(settings);
await host.StartAsync();
await Console.Out.WriteLineAsync("ready");
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var reading = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is { } line && line != "q")
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
});
await Task.WhenAny(reading, Task.Delay(Timeout.InfiniteTimeSpan, stopping));
await host.StopAsync();
