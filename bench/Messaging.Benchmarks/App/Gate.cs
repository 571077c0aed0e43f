using MassTransit;

namespace Messaging.Benchmarks.App;

/// <summary>Holds the endpoint back until the messages of a round are all in its queue.</summary>
internal sealed class Gate : IFilter<ReceiveContext>
{
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        await _open.Task;
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("gate");
}
