namespace Messaging.EntityFrameworkCore.Tests.Standalone;

public sealed record PlaceOrder(Guid Id, decimal Amount);

public sealed record OrderPlaced(Guid Id, decimal Amount);

public sealed record BookAmount(Guid Id, decimal Amount);

public sealed record AmountBooked(Guid Id, decimal Amount);
