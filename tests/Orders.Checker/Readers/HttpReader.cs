using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orders.Checker.Recorded;

namespace Orders.Checker.Readers;

/// <summary>Asks for orders as any client would.</summary>
public sealed class HttpReader(Uri address, int limit) : IDisposable
{
    private const string Option = "--url";
    private const int PageSize = 200;

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The accepted orders first, then what the listing names, up to the limit.</summary>
    public async Task<(IReadOnlyList<RecordedOrder> Answers, int LeftOut)> ReadAsync(IReadOnlyCollection<Guid> accepted, CancellationToken cancellationToken)
    {
        try
        {
            var ids = accepted.Concat(await ListAsync(cancellationToken)).Distinct().ToList();
            var answers = new ConcurrentBag<RecordedOrder>();
            var asking = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(ids.Take(limit), asking, async (id, stop) =>
            {
                if (await GetAsync(id, stop) is { } answer)
                    answers.Add(answer);
            });
            return ([.. answers], Math.Max(0, ids.Count - limit));
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            throw new CannotLookException(Option, $"can't read {address}", failure);
        }
    }

    public async Task<IReadOnlyList<Count>> ReadPendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            var open = new List<Count>();
            foreach (var status in Statuses.Open)
            {
                var page = await _http.GetFromJsonAsync<JsonElement>(new Uri($"orders?status={status}&limit=1", UriKind.Relative), cancellationToken);
                open.Add(new Count($"{status} orders", page.GetProperty("items").GetArrayLength()));
            }

            return open;
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            throw new CannotLookException(Option, $"can't read {address}", failure);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsFailure(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException
        || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task<List<Guid>> ListAsync(CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        string? after = null;
        do
        {
            var from = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
            var page = await _http.GetFromJsonAsync<JsonElement>(new Uri($"orders?limit={PageSize}{from}", UriKind.Relative), cancellationToken);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("orderId").GetGuid()));
            after = page.TryGetProperty("next", out var next) && next.ValueKind is not JsonValueKind.Null ? next.ToString() : null;
        }
        while (after is not null);
        return ids;
    }

    private async Task<RecordedOrder?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri($"orders/{id}", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return new RecordedOrder(body.GetProperty("orderId").GetGuid(), Text(body, "status"), body.GetProperty("version").GetInt32(), body.GetProperty("total").GetDecimal())
        {
            Reason = body.TryGetProperty("reason", out var reason) ? reason.GetString() : null,
            Lines = [.. body.GetProperty("lines").EnumerateArray().Select(line => new RecordedLine(Text(line, "sku"), line.GetProperty("quantity").GetInt32()))],
            History = [.. body.GetProperty("history").EnumerateArray().Select(change => new RecordedChange(change.GetProperty("version").GetInt32(), Text(change, "status")))],
        };
    }

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString() ?? "";
}
