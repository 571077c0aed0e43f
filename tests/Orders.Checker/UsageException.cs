namespace Orders.Checker;

/// <summary>The command line can't be understood; the message says what to write.</summary>
public sealed class UsageException(string message) : Exception(message);
