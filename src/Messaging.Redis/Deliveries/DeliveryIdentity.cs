using Messaging.Inbox;

namespace Messaging.Redis;

/// <summary>The id of this copy of a message, by what the inbox knows it, and whether the sender has a say in it.</summary>
internal readonly record struct DeliveryIdentity(Guid MessageId, MessageIdentity Inbox, bool FromSender);
