namespace Orders.Service.Monitoring;

/// <summary>Asks the service of this machine whether it is ready: the health check of a container that has neither shell nor curl.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>0 when it is ready, 1 when not; writes its answer.</summary>
    public static async Task<int> RunAsync(string? ports, TextWriter output)
    {
        var port = ports?.Split(';', 2)[0] is { Length: > 0 } first ? first : "8080";
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{HealthEndpoints.Ready}"));
            await output.WriteLineAsync(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync($"Nothing answers on port {port}: {exception.Message}");
            return 1;
        }
    }
}
