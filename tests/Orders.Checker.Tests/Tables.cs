namespace Orders.Checker.Tests;

/// <summary>The tables as the contract names them, with something in each.</summary>
internal static class Tables
{
    public const string Business = """
        CREATE TABLE public.orders (id uuid PRIMARY KEY, customer_id text, status text, version int, total numeric, lines jsonb, reason text, submitted_at timestamptz);
        CREATE TABLE public.order_history (order_id uuid, version int, status text, at timestamptz);
        CREATE TABLE public.stock (sku text, on_hand int);
        CREATE TABLE public.payment (order_id uuid, id uuid, amount numeric, status text, at timestamptz);
        INSERT INTO public.orders VALUES ('00000000-0000-7000-8000-000000000001', 'c', 'Cancelled', 2, 12.34, '[{"Sku":"SKU-001","Quantity":2,"UnitPrice":6.17}]', 'withdrawn', now());
        INSERT INTO public.order_history VALUES ('00000000-0000-7000-8000-000000000001', 2, 'Cancelled', now()), ('00000000-0000-7000-8000-000000000001', 1, 'Submitted', now());
        INSERT INTO public.stock VALUES ('SKU-001', 98);
        INSERT INTO public.payment VALUES ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 12.34, 'Refunded', now());
        """;

    public const string Machinery = """
        CREATE SCHEMA messaging;
        CREATE TABLE messaging.outbox_message (id bigint, due_at timestamptz);
        CREATE TABLE messaging.inbox_message (id bigint);
        CREATE TABLE messaging.parked_message (id bigint);
        CREATE TABLE messaging.dead_letter (id bigint, state text);
        INSERT INTO messaging.outbox_message VALUES (1, now() - interval '1 minute'), (2, now() + interval '5 minutes');
        INSERT INTO messaging.inbox_message VALUES (1), (2);
        INSERT INTO messaging.parked_message VALUES (1), (2), (3);
        INSERT INTO messaging.dead_letter VALUES (1, 'Open'), (2, 'Replayed');
        """;
}
