namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed record Work(string Name);
