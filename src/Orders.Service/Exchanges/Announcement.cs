namespace Orders.Service.Exchanges;

/// <summary>What is heard of an announcement, whoever made it: the order that it is about, where it is about one.</summary>
internal sealed record Announcement(Guid? OrderId = null);
