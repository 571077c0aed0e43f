using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Orders.Service.Persistence.Seeding;

/// <summary>Fills an empty stock table, so that a fresh service has something to sell.</summary>
internal sealed partial class StockSeeder(OrdersDbContext context, IOptions<StockOptions> options, ILogger<StockSeeder> logger)
{
    /// <summary>Seeds in one transaction, or does nothing when there is stock.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (await context.Stock.AnyAsync(cancellationToken))
            return;

        var seed = options.Value.Seed.Count > 0 ? options.Value.Seed.AsReadOnly() : StockOptions.DefaultSeed;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var added = 0;

        // Another replica may see the empty table at the same moment: whoever comes second waits here, finds each row and adds none.
        foreach (var (sku, onHand) in seed.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            added += await context.Database.ExecuteSqlAsync(
                $"INSERT INTO stock (sku, on_hand) VALUES ({sku}, {onHand}) ON CONFLICT DO NOTHING", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        StockSeeded(logger, added);
    }

    [LoggerMessage(1103, LogLevel.Information, "The stock was empty; {Skus} SKUs were added.")]
    private static partial void StockSeeded(ILogger logger, int skus);
}
