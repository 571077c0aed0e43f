namespace Messaging.Redis;

/// <summary>Where the message that is being consumed comes from; a payload of the consume context.</summary>
/// <param name="Source">The stream or list.</param>
/// <param name="Group">The consumer group; <see langword="null"/> for a list.</param>
/// <param name="Id">The entry's id in the stream, or the id that an element of a list got when it was first taken.</param>
/// <param name="Deliveries">How often it has been begun, this time included.</param>
/// <param name="Fields">The fields as they came; of a list's element one without a name.</param>
public sealed record RedisEntry(string Source, string? Group, string Id, int Deliveries, IReadOnlyList<RedisField> Fields);
