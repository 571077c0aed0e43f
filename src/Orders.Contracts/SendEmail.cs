namespace Orders.Contracts;

/// <summary>Command to the queue <c>email</c>: send one e-mail.</summary>
public sealed record SendEmail(string To, string Subject, string Body);
