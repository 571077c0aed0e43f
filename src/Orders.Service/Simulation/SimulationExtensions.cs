using Orders.Service.Persistence.Seeding;

namespace Orders.Service.Simulation;

/// <summary>Registers the demonstration.</summary>
internal static class SimulationExtensions
{
    private const int Pieces = 1_000_000;

    /// <summary>Whether the demonstration runs: in Development, or with <c>Simulation:Enabled</c>.</summary>
    public static bool IsSimulationEnabled(this IHostApplicationBuilder builder) =>
        builder.Configuration.GetValue("Simulation:Enabled", builder.Environment.IsDevelopment());

    /// <summary>Adds the goods of the demonstration where it runs; elsewhere nothing knows them.</summary>
    public static IServiceCollection AddSimulation(this IServiceCollection services, bool enabled)
    {
        if (!enabled)
            return services;
        services.PostConfigure<StockOptions>(stock =>
        {
            if (stock.Seed.Count == 0)
            {
                foreach (var (sku, pieces) in StockOptions.DefaultSeed)
                    stock.Seed.Add(sku, pieces);
            }

            stock.Seed.TryAdd(DemonstrationSkus.Flaky, Pieces);
            stock.Seed.TryAdd(DemonstrationSkus.Broken, Pieces);
        });
        return services.AddScoped<SimulationSwitch>().AddScoped<IBeforeReserving, DemonstrationSkus>();
    }
}
