using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Orders.Service.Persistence.Seeding;

/// <summary>Fills an empty stock table, so that a fresh service has something to sell.</summary>
internal sealed partial class StockSeeder(OrdersDbContext context, IOptions<StockOptions> options, ILogger<StockSeeder> logger)
{
    /// <summary>Does nothing when there is stock.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (await context.Stock.AnyAsync(cancellationToken))
            return;

        var seed = options.Value.Seed.Count > 0 ? options.Value.Seed.AsReadOnly() : StockOptions.DefaultSeed;
        var rows = seed.OrderBy(item => item.Key, StringComparer.Ordinal).ToList();
        var places = string.Join(", ", rows.Select((_, row) => $"({{{2 * row}}}, {{{(2 * row) + 1}}})"));
        var insert = FormattableStringFactory.Create(
            $"INSERT INTO stock (sku, on_hand) VALUES {places} ON CONFLICT DO NOTHING", [.. rows.SelectMany(item => new object[] { item.Key, item.Value })]);
        var added = await context.Database.ExecuteSqlAsync(insert, cancellationToken);
        StockSeeded(logger, added);
    }

    [LoggerMessage(1103, LogLevel.Information, "The stock was empty; {Skus} SKUs were added.")]
    private static partial void StockSeeded(ILogger logger, int skus);
}
