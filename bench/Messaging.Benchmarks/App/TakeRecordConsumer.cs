using MassTransit;

namespace Messaging.Benchmarks.App;

/// <summary>The same as <see cref="TakeConsumer"/>, for records.</summary>
internal sealed class TakeRecordConsumer(BenchContext context) : IConsumer<Take>
{
    private readonly TakeConsumer _consumer = new(context);

    public Task Consume(ConsumeContext<Take> consumed) => _consumer.Consume(consumed);
}
