using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Orders.Acceptance.Support.Load;

/// <summary>Posts orders at a steady rate to all replicas in turn, and repeats each with the same key until it is answered.</summary>
public sealed class OrderLoad(IReadOnlyList<Uri> replicas, double ordersPerSecond, TimeProvider time) : IDisposable
{
    private const int Clients = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Every attempt is a new connection when its replica was killed; the pool must not hold on to the dead ones.
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly long _began = time.GetTimestamp();

    public LoadHistory History { get; } = new();

    /// <summary>Posts the orders.</summary>
    /// <param name="plan">What to post.</param>
    /// <param name="beforeEach">Completes when the order with this index may be posted; where faults hold the load until they have begun.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(IReadOnlyList<PlannedOrder> plan, Func<int, Task> beforeEach, CancellationToken cancellationToken)
    {
        using var clients = new SemaphoreSlim(Clients);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / ordersPerSecond), time);
        var posting = new List<Task>();
        foreach (var order in plan)
        {
            await beforeEach(order.Index);
            await pace.WaitForNextTickAsync(cancellationToken);
            await clients.WaitAsync(cancellationToken);
            posting.Add(PostThenReleaseAsync(order, clients, cancellationToken));
        }

        await Task.WhenAll(posting);
    }

    public void Dispose() => _http.Dispose();

    private async Task PostThenReleaseAsync(PlannedOrder order, SemaphoreSlim clients, CancellationToken cancellationToken)
    {
        try
        {
            var id = await UntilAnsweredAsync(order, cancellationToken);

            // Of another replica where there is one. Without this, whether a key is remembered at all would be left to chance.
            if (id is not null && order.AsksAgain)
                History.Add(await PostAsync(order, 1, cancellationToken) with { IsRepeat = true });
            if (id is { } accepted && order.WithdrawAfter is { } later)
            {
                await Task.Delay(later, time, cancellationToken);
                await WithdrawAsync(order, accepted, cancellationToken);
            }
        }
        finally
        {
            clients.Release();
        }
    }

    private async Task<Guid?> UntilAnsweredAsync(PlannedOrder order, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var number = 0; time.GetElapsedTime(began) < Patience; number++)
        {
            var attempt = await PostAsync(order, number, cancellationToken);
            History.Add(attempt);
            if (attempt.Outcome is Outcome.Accepted or Outcome.Refused)
                return attempt.OrderId;
            await PauseAsync(number, cancellationToken);
        }

        return null;
    }

    private async Task<Attempt> PostAsync(PlannedOrder order, int number, CancellationToken cancellationToken)
    {
        var replica = Replica(order, number);
        var attempt = new Attempt(order, number, time.GetElapsedTime(_began), replica, Outcome.Unknown, null, null, null);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(replica, "orders"));
            request.Headers.Add("Idempotency-Key", order.Key);
            request.Content = new StringContent(order.Body, Encoding.UTF8, "application/json");
            using var response = await _http.SendAsync(request, cancellationToken);
            attempt = attempt with { Status = (int)response.StatusCode, RetryAfter = response.Headers.RetryAfter?.Delta };
            if (response.StatusCode is HttpStatusCode.Accepted)
            {
                var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                return attempt with { Outcome = Outcome.Accepted, OrderId = body.GetProperty("orderId").GetGuid() };
            }

            return attempt with { Outcome = Meaning(response.StatusCode) };
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError)
        {
            return attempt with { Outcome = Outcome.NotSent };
        }
        catch (Exception failure) when (IsUnknown(failure, cancellationToken))
        {
            return attempt;
        }
    }

    private async Task WithdrawAsync(PlannedOrder order, Guid id, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var number = 0; time.GetElapsedTime(began) < Patience; number++)
        {
            try
            {
                using var response = await _http.PostAsync(new Uri(Replica(order, number), $"orders/{id}/cancel"), null, cancellationToken);
                if (response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict)
                    return;
                if ((int)response.StatusCode < 500)
                {
                    History.Complain($"cancelling the accepted order {id} was answered with {(int)response.StatusCode}");
                    return;
                }
            }
            catch (Exception failure) when (IsUnknown(failure, cancellationToken))
            {
                // Cancelling twice is allowed, so an unknown outcome is simply tried again.
            }

            await PauseAsync(number, cancellationToken);
        }

        History.Complain($"cancelling the accepted order {id} was never answered");
    }

    private Uri Replica(PlannedOrder order, int number) => replicas[(order.Index + number) % replicas.Count];

    private Task PauseAsync(int number, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 50 << Math.Min(number, 10))), time, cancellationToken);

    private static Outcome Meaning(HttpStatusCode status) => status switch
    {
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => Outcome.Unavailable,
        HttpStatusCode.Conflict => Outcome.InWork,
        >= HttpStatusCode.InternalServerError => Outcome.Unknown,
        _ => Outcome.Refused,
    };

    private static bool IsUnknown(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException or JsonException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested);
}
