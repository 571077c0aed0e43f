using Messaging.Inbox;

namespace Messaging.Kafka;

/// <summary>The id of this copy of a message, and by what the inbox knows it.</summary>
internal readonly record struct RecordIdentity(Guid MessageId, MessageIdentity Inbox);
