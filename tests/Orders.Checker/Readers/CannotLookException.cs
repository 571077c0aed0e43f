namespace Orders.Checker.Readers;

/// <summary>A server that was named could not be read. Says which option named it, so that the reader of the message knows what to change.</summary>
public sealed class CannotLookException(string option, string what, Exception? inner = null)
    : Exception($"{option}: {what}{(inner is null ? "" : $": {inner.Message}")}", inner);
