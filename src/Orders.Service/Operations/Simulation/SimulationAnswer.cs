namespace Orders.Service.Operations.Simulation;

/// <summary>Whether BROKEN is broken now.</summary>
internal sealed record SimulationAnswer(bool Broken);
