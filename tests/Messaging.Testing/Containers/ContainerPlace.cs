using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Testing.Containers;

/// <summary>
/// Docker as a place to get servers from. TEST_CONTAINERS=true insists on it, TEST_CONTAINERS=false passes it over; without either, a
/// container is used when the daemon answers and the image can be had.
/// </summary>
internal static class ContainerPlace
{
    // Long enough to pull an image, short enough for a registry that does not answer.
    private static readonly TimeSpan PullLimit = TimeSpan.FromMinutes(3);

    public static async Task<Offer<TServer>> TryAsync<TServer>(
        Surroundings surroundings,
        Func<Images, ContainerBuilder> configure,
        Func<IContainer, DockerDaemon, TServer> create,
        CancellationToken cancellationToken)
        where TServer : TestServer
    {
        var mode = surroundings.Setting("TEST_CONTAINERS");
        if (string.Equals(mode, "false", StringComparison.OrdinalIgnoreCase))
            return Offer<TServer>.None("TEST_CONTAINERS=false passes Docker over");
        var required = string.Equals(mode, "true", StringComparison.OrdinalIgnoreCase);

        var (daemon, reason) = await DockerDaemon.FindAsync(surroundings, cancellationToken);
        if (daemon is null)
            return required ? throw Insisted(reason, null) : Offer<TServer>.None(reason);

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(PullLimit);
            var container = configure(Images.Read(surroundings)).WithLogger(NullLogger.Instance).Build();
            return Offer<TServer>.Of(await ServerSearch.ReadyAsync(create(container, daemon), limit.Token));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            daemon.Dispose();
            return required ? throw Insisted(exception.Message, exception) : Offer<TServer>.None($"Docker: {exception.Message}");
        }
    }

    private static ServerUnavailableException Insisted(string reason, Exception? exception) =>
        new($"TEST_CONTAINERS=true, but no container can be had: {reason}", exception);
}
