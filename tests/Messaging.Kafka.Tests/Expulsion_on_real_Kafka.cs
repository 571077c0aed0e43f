using Messaging.Kafka.Tests.Support;

namespace Messaging.Kafka.Tests;

/// <summary>Members whom the group throws out while they believe to be in it; nothing is doubled or reordered.</summary>
public sealed class Expulsion_on_real_Kafka(RealKafka cluster) : DatabaseContract(cluster), IClassFixture<RealKafka>
{
    private const int Keys = 8;
    private const int ConsumerFailed = 3017;
    private int _sent;

    [Fact]
    public async Task Two_members_of_one_static_id_throw_each_other_out_and_double_nothing()
    {
        var setup = DatabaseSetup(_ => null) with { Endpoint = e => e.Configure(consumer => consumer.GroupInstanceId = "twin") };
        await using var first = await KafkaApp.StartAsync(setup);
        using var client = NewClient();
        await SendAsync(client, setup, 5);
        await UntilAsync(async () => await Database.CountAsync() == _sent * Keys, "the first records took effect");

        var second = await KafkaApp.StartAsync(setup);
        await using (second)
        {
            await UntilAsync(() => Fenced(first), "the first was thrown out");
            await SendAsync(client, setup, 10);
            await UntilAsync(() => Fenced(second), "the second was thrown out");
            await SendAsync(client, setup, 10);
        }

        await SendAsync(client, setup, 5);
        await OrderedAsync();
        await UntilAsync(() => first.Status.Endpoints[0] is { State: KafkaEndpointState.Running, Partitions.Count: 4 }, "the one that is left has all");
    }

    private static bool Fenced(KafkaApp app) => app.Log.Lines.Any(line => line.Id == ConsumerFailed);

    private async Task SendAsync(RawKafka client, Setup setup, int each)
    {
        for (var i = 0; i < each; i++, _sent++)
            await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => client.NoteAsync(setup.Topic, $"key-{key}", _sent)));
    }

    private async Task OrderedAsync()
    {
        await UntilAsync(async () => await Database.CountAsync() >= _sent * Keys, "all records took effect");
        var taken = await Database.TakenAsync();
        taken.Count.ShouldBe(Keys);
        foreach (var key in taken)
            key.ShouldBe(Enumerable.Range(0, _sent), $"{key.Key} took effect in order, each once");
    }
}
