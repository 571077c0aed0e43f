using MassTransit;
using Orders.Service.Domain;

namespace Orders.Service.Simulation;

/// <summary>Runs before the stock of an order is reserved, and may fail.</summary>
internal interface IBeforeReserving
{
    Task RunAsync(Order order, ConsumeContext context);
}
