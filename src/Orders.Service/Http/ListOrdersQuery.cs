using System.Globalization;
using Orders.Contracts;
using Orders.Service.Http.Json;

namespace Orders.Service.Http;

/// <summary>The parameters of the list of orders. Read by hand, so that a misspelt one is an error instead of no filter.</summary>
internal sealed record ListOrdersQuery(OrderStatus? Status, int Limit, OrderCursor? After)
{
    public const string StatusName = "status";
    public const string LimitName = "limit";
    public const string AfterName = "after";
    public const int DefaultLimit = 50;
    public const int HighestLimit = 200;

    /// <returns>The query, or <see langword="null"/> when <paramref name="errors"/> has entries.</returns>
    public static ListOrdersQuery? Read(IQueryCollection parameters, FieldErrors errors)
    {
        OrderStatus? status = null;
        var limit = DefaultLimit;
        OrderCursor? after = null;
        foreach (var (name, values) in parameters)
        {
            // Two values come as one text with a comma, which none of these takes.
            var value = values.ToString();
            switch (name)
            {
                case StatusName:
                    // Not Enum.TryParse: it takes numbers and lists too.
                    if (Array.IndexOf(Enum.GetNames<OrderStatus>(), value) is >= 0 and var index)
                        status = Enum.GetValues<OrderStatus>()[index];
                    else
                        errors.Add(name, $"Must be one of {string.Join(", ", Enum.GetNames<OrderStatus>())}.");
                    break;
                case LimitName:
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > HighestLimit)
                        errors.Add(name, $"Must be a whole number from 1 to {HighestLimit}.");
                    break;
                case AfterName:
                    if (OrderCursor.TryParse(value, out var cursor))
                        after = cursor;
                    else
                        errors.Add(name, "Must be the value of `next` of the page before.");
                    break;
                default:
                    errors.Add(name, $"Is not known here; there are {StatusName}, {LimitName} and {AfterName}.");
                    break;
            }
        }

        return errors.Any ? null : new ListOrdersQuery(status, limit, after);
    }
}
