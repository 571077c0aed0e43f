using Messaging.Tasks;

namespace Orders.Service.Operations.Tasks;

/// <summary>What came of a revocation: <c>Revoked</c>, or <c>Requested</c> where a worker is at the task.</summary>
internal sealed record RevocationAnswer(Guid Id, TaskRevocation Outcome);
