namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>One message about to be consumed by one consumer.</summary>
/// <param name="MessageId">The original id.</param>
/// <param name="StampedAt">A time that every copy carries; decides the partition. Without one the row goes to the undated table.</param>
/// <param name="Consumer">The declared name of the consumer.</param>
/// <param name="Endpoint">The endpoint's name.</param>
internal readonly record struct InboxEntry(Guid MessageId, DateTimeOffset? StampedAt, string Consumer, string Endpoint);
