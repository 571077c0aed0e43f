using System.Text.Json;
using Messaging.Benchmarks.App;
using StackExchange.Redis;

namespace Messaging.Benchmarks.Raw;

/// <summary>StackExchange.Redis alone: batches by <c>XREADGROUP</c>, the JSON of each entry, one <c>XACK</c> a batch.</summary>
internal static class RawStream
{
    private const int Keys = 1_000;
    private const int Batch = 250;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task FillAsync(IDatabase database, string stream, int count, CancellationToken cancellationToken)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(1_000))
        {
            await Task.WhenAll(numbers.Select(number => database.StreamAddAsync(stream,
            [
                new("message-id", Guid.CreateVersion7().ToString()), new("ordering-key", $"key-{number % Keys:0000}"), new("content-type", "application/json"),
                new("data", JsonSerializer.SerializeToUtf8Bytes(Reading.Of(number), Json)),
            ]))).WaitAsync(cancellationToken);
        }
    }

    public static async Task ConsumeAsync(IDatabase database, string stream, string group, int count, ReadingCount seen, CancellationToken cancellationToken)
    {
        await database.StreamCreateConsumerGroupAsync(stream, group, "0");
        for (var taken = 0; taken < count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entries = await database.StreamReadGroupAsync(stream, group, "raw", StreamPosition.NewMessages, Batch);
            seen.Begin();
            foreach (var entry in entries)
                seen.Saw(JsonSerializer.Deserialize<Reading>((byte[])entry["data"]!, Json)!.Number);
            await database.StreamAcknowledgeAsync(stream, group, [.. entries.Select(entry => entry.Id)]);
            taken += entries.Length;
        }
    }
}
