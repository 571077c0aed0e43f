namespace Orders.Service.Worker;

/// <summary>How a worker differs as a host.</summary>
internal static class WorkerExtensions
{
    private const string Health = "http://localhost:8080";
    private static readonly string[] Addresses = ["urls", "http_ports", "https_ports"];

    /// <summary>A worker's health is asked on port 8080, unless the usual settings name another address; containers set theirs.</summary>
    public static void ListenAs(this WebApplicationBuilder builder, ConsumedQueues consumed)
    {
        if (!consumed.AreAll && Addresses.All(key => string.IsNullOrEmpty(builder.Configuration[key])))
            builder.WebHost.UseUrls(Health);
    }
}
