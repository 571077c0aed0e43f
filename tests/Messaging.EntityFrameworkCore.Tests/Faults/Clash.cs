namespace Messaging.EntityFrameworkCore.Tests.Faults;

public sealed record Clash(int Number, bool IsRefused);
