namespace Messaging.KafkaRun.App;

/// <summary>A record: the next number of its key.</summary>
public sealed record Step(string Key, int Number, string Text);
