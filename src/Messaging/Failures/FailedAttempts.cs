using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.Failures;

/// <summary>
/// Payload of a delivery: how often consumers have failed on it. The bus' own numbers don't tell: its retries count waits for the infrastructure too, and
/// where nothing is tried again in process they hold the number of the redelivery instead.
/// </summary>
internal sealed class FailedAttempts
{
    // A message that several types can be read from runs once for each.
    private readonly ConcurrentDictionary<Type, int> _counts = new();

    public int Count => _counts.Values.DefaultIfEmpty().Max();

    public static void Add<T>(ConsumeContext<T> context)
        where T : class =>
        context.ReceiveContext.GetOrAddPayload(() => new FailedAttempts())._counts.AddOrUpdate(typeof(T), 1, (_, count) => count + 1);
}
