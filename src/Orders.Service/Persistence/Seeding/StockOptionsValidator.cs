using Microsoft.Extensions.Options;

namespace Orders.Service.Persistence.Seeding;

internal sealed class StockOptionsValidator : IValidateOptions<StockOptions>
{
    private const int LongestSku = 64;

    public ValidateOptionsResult Validate(string? name, StockOptions options)
    {
        var errors = options.Seed
            .Where(item => item.Key.Length > LongestSku || item.Value < 0)
            .Select(item => $"{StockOptions.Section}:Seed:{item.Key}: a SKU has 1-{LongestSku} characters, and its stock is not negative.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
