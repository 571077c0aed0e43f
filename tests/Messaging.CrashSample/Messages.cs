namespace Messaging.CrashSample;

public sealed record Work(int Number, string Key);

public sealed record WorkDone(int Number, string Key);
