namespace Orders.Service.Operations.Parking;

/// <summary>What was done to a parked key.</summary>
/// <param name="Id">The key's number.</param>
/// <param name="Action">release, skip or hold.</param>
/// <param name="MessageId">The message that was skipped.</param>
internal sealed record ParkedKeyAnswer(long Id, string Action, Guid? MessageId);
