namespace Orders.Service.Tests.Http;

/// <summary>One <see cref="HttpHost"/> for all tests of a class.</summary>
public sealed class HttpHostFixture : IAsyncLifetime
{
    internal HttpHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await HttpHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
