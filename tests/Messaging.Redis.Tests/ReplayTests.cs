using System.Collections.Concurrent;
using MassTransit;
using Messaging.DeadLetters;
using Messaging.Failures;
using Messaging.Inbox;
using Messaging.Outbox;
using Messaging.Redis.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

/// <summary>A dead letter on its way back, as the outbox delivers it.</summary>
public sealed class ReplayTests(RedisFixture fixture) : RedisContract(fixture)
{
    private readonly KeptLetters _letters = new();
    private readonly ConcurrentQueue<(Guid Id, MessageIdentity Identity)> _seen = new();
    private bool _works;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replay_to_a_stream_reaches_the_group_that_failed_alone_with_its_identity_and_leaves_nothing_behind(bool withId)
    {
        var others = 0;
        await using var app = await StartAsync<Note>((redis, common) => redis.StreamEndpoint<Note>(Name, Group, common));
        await using var other = await RedisApp.StartAsync<Note>(Server, (redis, common) => redis.StreamEndpoint<Note>(Name, "others", common), (_, _) =>
        {
            Interlocked.Increment(ref others);
            return Task.CompletedTask;
        });
        await NoteAsync("k", 1, withId ? [new("message-id", "n-1")] : []);
        await UntilAsync(() => _letters.All.Count == 1 && others == 1, "it is a dead letter of one group");

        _works = true;
        await ReplayAsync(app, _letters.All[0], Guid.NewGuid());

        await UntilAsync(() => _seen.Count == 2, "it was consumed");
        _seen.Last().ShouldBe(_seen.First());
        await UntilAsync(async () => await Raw.StreamLengthAsync($"{Name}:{Group}:replay") == 0, "the replay is removed");
        others.ShouldBe(1);
        _letters.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_to_a_list_comes_back_with_its_identity_and_another_failure_is_another_dead_letter_of_it()
    {
        await using var app = await StartAsync<RawText>((redis, common) => redis.ListEndpoint<RawText>(Name, common));
        await Raw.ListLeftPushAsync(Name, "text");
        await UntilAsync(() => _letters.All.Count == 1, "it is a dead letter");
        var (first, replay) = (_letters.All[0], Guid.NewGuid());

        await ReplayAsync(app, first, replay);
        await UntilAsync(() => _letters.All.Count == 2, "it has failed again");
        var second = _letters.All.Single(letter => letter.SourceIdentity != first.SourceIdentity);
        (second.ReplayOf, second.OriginalMessageId, second.StampedAt).ShouldBe((replay, first.OriginalMessageId, first.StampedAt));
        System.Text.Encoding.UTF8.GetString(second.Body!.Value.Span).ShouldBe("text");

        _works = true;
        await ReplayAsync(app, second, Guid.NewGuid());
        await UntilAsync(() => _seen.Count == 3, "it was consumed");
        _seen.Select(one => one.Identity).Distinct().Count().ShouldBe(1);
        await UntilAsync(async () => await Raw.ListLengthAsync($"{Name}:returned") == 0, "nothing is left");
    }

    [Fact]
    public async Task A_replay_to_a_stream_that_fails_again_is_a_dead_letter_that_names_the_first()
    {
        await using var app = await StartAsync<Note>((redis, common) => redis.StreamEndpoint<Note>(Name, Group, common));
        await NoteAsync("k", 1);
        await UntilAsync(() => _letters.All.Count == 1, "it is a dead letter");
        var (first, replay) = (_letters.All[0], Guid.NewGuid());

        await ReplayAsync(app, first, replay);

        await UntilAsync(() => _letters.All.Count == 2, "it has failed again");
        var second = _letters.All.Single(letter => letter.SourceIdentity != first.SourceIdentity);
        (second.ReplayOf, second.Source, second.OriginalMessageId).ShouldBe((replay, Name, first.OriginalMessageId));
        await UntilAsync(async () => await Raw.StreamLengthAsync($"{Name}:{Group}:replay") == 0, "the replay is removed");
    }

    private static Task ReplayAsync(RedisApp app, DeadLetter letter, Guid id)
    {
        var message = new OutboxMessage
        {
            MessageId = letter.MessageId!.Value,
            OriginalMessageId = letter.OriginalMessageId!.Value,
            Destination = new Uri(letter.Destination!),
            ContentType = "",
            Body = letter.Body ?? default,
            Properties = new Dictionary<string, object?>
            {
                [DeadLetterReplay.Letter] = id.ToString(),
                [DeadLetterReplay.Stamp] = letter.StampedAt?.ToUnixTimeMilliseconds(),
                [DeadLetterFields.Property] = letter.Properties.GetValueOrDefault(DeadLetterFields.Property),
            },
        };
        return app.Services.GetServices<IOutboxTransport>().Single(transport => transport.Handles(message.Destination)).SendAsync(message, Token);
    }

    private Task<RedisApp> StartAsync<T>(Action<IRedisConfigurator, Action<IRedisEndpointConfigurator<T>>> endpoint)
        where T : class => RedisApp.StartAsync(
            Server, endpoint, (ConsumeContext<T> context, IServiceProvider _) =>
            {
                context.TryGetPayload(out MessageIdentity? identity);
                _seen.Enqueue((context.MessageId!.Value, identity!));
                return _works ? Task.CompletedTask : throw new PermanentFailureException("Not yet.");
            },
            letters: _letters);
}
