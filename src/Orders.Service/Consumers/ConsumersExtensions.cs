using MassTransit;
using Orders.Service.Worker;

namespace Orders.Service.Consumers;

/// <summary>Registers the consumers of queues.</summary>
internal static class ConsumersExtensions
{
    // MassTransit's own search finds public classes only.
    private static readonly Type[] InThisFolder =
        [.. typeof(ConsumersExtensions).Assembly.GetTypes().Where(type => type.Namespace == typeof(ConsumersExtensions).Namespace)];

    private static readonly (Type Type, Type Consumer, string Queue)[] Definitions =
    [
        .. InThisFolder
            .Where(type => type.IsAssignableTo(typeof(IConsumerDefinition)))
            .Select(type => (Type: type, Made: (IConsumerDefinition)Activator.CreateInstance(type)!))
            .Select(one => (one.Type, one.Made.ConsumerType, one.Made.GetEndpointName(DefaultEndpointNameFormatter.Instance))),
    ];

    /// <summary>The queues that the definitions of this folder name, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Queues { get; } = [.. Definitions.Select(one => one.Queue).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Adds every consumer of this folder whose queue is consumed here, with its definition, which names the queue.</summary>
    public static void AddOrderConsumers(this IRegistrationConfigurator bus, ConsumedQueues consumed)
    {
        var left = Definitions.Where(one => !consumed.Include(one.Queue)).SelectMany(one => new[] { one.Type, one.Consumer });
        bus.AddConsumers([.. InThisFolder.Except(left)]);
    }
}
