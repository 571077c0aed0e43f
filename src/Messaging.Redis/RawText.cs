namespace Messaging.Redis;

/// <summary>A value as the text it is, for consumers that read it themselves.</summary>
/// <param name="Value">UTF-8 text.</param>
public sealed record RawText(string Value);
