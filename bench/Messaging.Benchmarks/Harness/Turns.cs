using System.Globalization;

namespace Messaging.Benchmarks.Harness;

/// <summary>Ours and the limit in turns, so that whatever else the machine does meets both.</summary>
internal static class Turns
{
    public static async Task<Result> TakeAsync(string name, string unit, int rounds, Func<Task<Round>> ours, Func<Task<Round>> limit)
    {
        var (mine, best) = (new List<Round>(), new List<Round>());
        for (var round = 1; round <= rounds; round++)
        {
            mine.Add(await ours());
            best.Add(await limit());
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  {name} {round}/{rounds}: {mine[^1].Value:0.##}{unit} of {best[^1].Value:0.##}{unit}, {mine[^1].Cost} us"));
        }

        return new Result(name, unit, mine, best);
    }
}
