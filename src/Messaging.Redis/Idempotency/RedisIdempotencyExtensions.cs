using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Redis;

/// <summary>Idempotency keys for consumers without a database.</summary>
public static class RedisIdempotencyExtensions
{
    /// <summary>
    /// Consumes a message once within a window, by a key in Redis: claimed before the consumer runs, extended while it works, marked done after,
    /// released when it fails. A second delivery meanwhile waits. Call it after the failure policy and before the consumers. Weaker than the inbox
    /// of a database, which commits with the effect: a crash between effect and mark, a fail-over, an eviction or a flush lets a message run again.
    /// </summary>
    /// <param name="endpoint">The endpoint, of any transport.</param>
    /// <param name="context">The registration.</param>
    /// <param name="window">How long a message is remembered; 24 hours when not given.</param>
    /// <param name="configure">Changes the other settings.</param>
    /// <exception cref="RedisNotConfiguredException">Redis is off.</exception>
    public static void UseRedisIdempotency(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, TimeSpan? window = null, Action<RedisIdempotencyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var host = context.GetService<RedisHost>() ?? throw new RedisNotConfiguredException($"UseRedisIdempotency on {endpoint.InputAddress}");
        host.Settings.Require($"UseRedisIdempotency on {endpoint.InputAddress}");
        var options = new RedisIdempotencyOptions();
        options.Window = window ?? options.Window;
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lease, TimeSpan.FromSeconds(1));

        var name = Uri.UnescapeDataString(endpoint.InputAddress.AbsolutePath).Trim('/');
        if (options.HashBody)
            host.Logger.HashesBodies(name, options.Window);
        endpoint.ConnectConsumerConfigurationObserver(new RedisIdempotencyObserver(name, new IdempotencyKeys(options, host), options, host));
    }
}
