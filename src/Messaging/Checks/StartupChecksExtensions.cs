using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Checks;

/// <summary>Registration.</summary>
public static class StartupChecksExtensions
{
    /// <summary>Runs every registered <see cref="IStartupCheck"/> at start, in the modes of the section <c>Checks</c>.</summary>
    public static IServiceCollection AddStartupChecks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StartupChecks>();
        services.AddHostedService<StartupChecksService>();
        return services;
    }

    /// <summary>Adds a check.</summary>
    public static IServiceCollection AddStartupCheck<TCheck>(this IServiceCollection services)
        where TCheck : class, IStartupCheck
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupCheck, TCheck>());
        return services;
    }
}
