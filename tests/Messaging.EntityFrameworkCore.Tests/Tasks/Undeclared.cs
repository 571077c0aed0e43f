namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed record Undeclared(string Name);
