using Messaging.DeadLetters.Administration;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>How a dead letter stands after an action.</summary>
internal sealed record ActionAnswer(Guid Id, DeadLetterState State);
