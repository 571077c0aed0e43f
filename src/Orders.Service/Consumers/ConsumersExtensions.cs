using MassTransit;
using Orders.Service.Worker;

namespace Orders.Service.Consumers;

/// <summary>Registers the consumers of queues.</summary>
internal static class ConsumersExtensions
{
    /// <summary>Adds every consumer of this folder whose queue is consumed here, with its definition, which names the queue.</summary>
    public static void AddOrderConsumers(this IRegistrationConfigurator bus, ConsumedQueues consumed)
    {
        // MassTransit's own search finds public classes only.
        Type[] inThisFolder = [.. typeof(ConsumersExtensions).Assembly.GetTypes().Where(type => type.Namespace == typeof(ConsumersExtensions).Namespace)];
        var left = inThisFolder
            .Where(type => type.IsAssignableTo(typeof(IConsumerDefinition)))
            .Select(type => (Definition: type, Made: (IConsumerDefinition)Activator.CreateInstance(type)!))
            .Where(one => !consumed.Include(one.Made.GetEndpointName(DefaultEndpointNameFormatter.Instance)))
            .SelectMany(one => new[] { one.Definition, one.Made.ConsumerType });
        bus.AddConsumers([.. inThisFolder.Except(left)]);
    }
}
