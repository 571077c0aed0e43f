namespace Orders.Checker.Readers;

/// <summary>Every statement the checker sends. Plain SQL: the service's own mapping may be what is wrong.</summary>
internal static class PostgresSql
{
    public const string Exists = "SELECT to_regclass(@table) IS NOT NULL";

    public const string Orders = """
        SELECT id, status::text, version, total, lines::text, reason FROM public.orders
        """;

    public const string History = """
        SELECT order_id, version, status::text FROM public.order_history
        """;

    public const string Stock = "SELECT sku, on_hand::bigint FROM public.stock";

    public const string Payments = "SELECT order_id, amount, status::text FROM public.payment";

    public const string CountOpen = """
        SELECT count(*) FROM public.orders WHERE status::text NOT IN ('Confirmed', 'Rejected', 'Cancelled')
        """;

    public const string Columns = """
        SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'messaging' AND table_name = @table
        """;

    /// <summary>Replayed and discarded ones are kept for the record; they are repaired.</summary>
    public const string OpenState = "state::text = 'Open'";

    /// <summary>A time-out or a redelivery that is not due yet is no backlog.</summary>
    public static string Due(string column) => $"{column} IS NULL OR {column} <= clock_timestamp()";
}
