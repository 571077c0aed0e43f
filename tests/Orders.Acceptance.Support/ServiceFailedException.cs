namespace Orders.Acceptance.Support;

/// <summary>The service did not run or did not become ready; the message holds what it said last.</summary>
public sealed class ServiceFailedException(string message, Exception? inner = null) : Exception(message, inner);
