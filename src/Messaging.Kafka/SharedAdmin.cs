using Confluent.Kafka;

namespace Messaging.Kafka;

/// <summary>The one administration client of the process.</summary>
internal sealed class SharedAdmin(Func<IAdminClient> create) : IDisposable
{
    private readonly NativeClient<IAdminClient> _client = new(create);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Asks something on this thread, and waits for the answer.</summary>
    /// <exception cref="ObjectDisposedException">The process stops.</exception>
    public T Ask<T>(Func<IAdminClient, T> question) => _client.Use(question);

    /// <summary>Asks something and returns; a client that is freed meanwhile would never answer.</summary>
    /// <exception cref="ObjectDisposedException">The process stops.</exception>
    public async Task<T> AskAsync<T>(Func<IAdminClient, Task<T>> question, CancellationToken cancellationToken)
    {
        var answer = _client.Use(question);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            return await answer.WaitAsync(stopping.Token);
        }
        catch (OperationCanceledException exception) when (_stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The process stops, and its Kafka client was closed before the answer came: do it again after the start.", exception);
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    public Task AskAsync(Func<IAdminClient, Task> question, CancellationToken cancellationToken) => AskAsync(
        async admin =>
        {
            await question(admin);
            return true;
        },
        cancellationToken);

    public void Dispose()
    {
        _stopping.Cancel();
        _client.Dispose();
        _stopping.Dispose();
    }
}
