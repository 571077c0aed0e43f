using Messaging.Parking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>Registration of the parked store.</summary>
internal static class ParkingExtensions
{
    /// <summary>Keeps parked keys in the context's database. Of several contexts the first one's: an endpoint that parks needs its inbox there.</summary>
    public static IServiceCollection AddParkingStore<TDbContext>(this IServiceCollection services)
        where TDbContext : DbContext
    {
        services.TryAddSingleton<ParkingTransactions<TDbContext>>();
        services.TryAddSingleton<IParkingStore, ParkingStore<TDbContext>>();
        services.TryAddSingleton<IParkedKeyQueue, ParkedKeyQueue<TDbContext>>();
        services.TryAddSingleton<IParkedKeys, ParkedKeys<TDbContext>>();
        services.TryAddSingleton<IPartitionClaims, PartitionClaims<TDbContext>>();
        services.TryAddSingleton<ParkedInstruments>();
        services.AddHostedService<ParkedGauges>();
        return services;
    }
}
