using Messaging.Failures;

namespace Messaging.RabbitMq;

/// <summary>How long to wait for the database between two tries.</summary>
internal sealed class Patience(FailureOptions failures, TimeProvider time)
{
    /// <summary>Asks until there is an answer that ends it. Only cancellation throws.</summary>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, Func<T, bool> isAnswer, Action<string> waits, CancellationToken cancellationToken)
    {
        for (var delay = failures.MinInfrastructureDelay; ; delay = delay * 2 < failures.MaxInfrastructureDelay ? delay * 2 : failures.MaxInfrastructureDelay)
        {
            try
            {
                var answer = await ask().ConfigureAwait(false);
                if (isAnswer(answer))
                    return answer;
                waits($"{answer}");
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                waits(exception.Message);
            }

            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
