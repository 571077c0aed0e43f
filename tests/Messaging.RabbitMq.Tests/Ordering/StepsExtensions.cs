using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.RabbitMq.Tests.Ordering;

internal static class StepsExtensions
{
    /// <summary>The database of steps as a service has it.</summary>
    public static IServiceCollection AddSteps(this IServiceCollection services, StepsDatabase database) => services.AddDbContext<StepsContext>(
        (provider, options) => options.UseNpgsql(database.ConnectionString).UseTransactionalMessaging(provider));
}
