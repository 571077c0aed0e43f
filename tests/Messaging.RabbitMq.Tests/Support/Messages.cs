namespace Messaging.RabbitMq.Tests.Support;

public sealed record Note(string Text);
