namespace Orders.Service.Tests.Http;

/// <summary>Holds a request up in the middle of its work, or makes it fail.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _open;

    public Exception? Failure { get; set; }

    public Task Reached => _reached.Task;

    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open?.TrySetResult();

    public async Task PassAsync()
    {
        _reached.TrySetResult();
        if (_open is { } open)
            await open.Task;
        if (Failure is { } failure)
            throw failure;
    }
}
