namespace Messaging.EntityFrameworkCore.Tests.DeadLetters;

/// <summary>An event without subscribers.</summary>
public sealed record Unheard(string Text);
