using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Housekeeping;

internal static class ScopedUnitExtensions
{
    public static ScopedUnit CreateUnit(this IServiceProvider services) => new(services.CreateAsyncScope());
}
