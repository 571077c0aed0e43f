namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// The relay's looks into the outbox, as functions for the sake of their settings. What is known about a queue's table is known of the time
/// when it was empty, or full: the planner then sorts the whole backlog for a look, or reads all that was delivered. These settings leave
/// one way, along the index, which is right for any number of rows; and the plan is made once for a session instead of at each look.
/// </summary>
internal static class PostgresLookSchema
{
    private const string AlongTheIndex =
        """
        set plan_cache_mode = force_generic_plan set jit = off
            set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
        """;

    // Bit n of "held" stands for partition n. What is in flight comes as ranges, since an array would be compared with from end to end for
    // each row. The clock in a subquery is read once: as a volatile function it would be asked of each row, and no index could be used.
    public const string Create =
        $"""
        create function messaging.look_into_outbox(held bigint, in_flight int8multirange, paused_schemes text[], most integer, floor_id bigint)
            returns setof messaging.outbox_message language plpgsql
            {AlongTheIndex} as $$
        begin
            return query
            (select o.* from messaging.outbox_message o
             where o.due_at is null and o.id >= floor_id and (held >> o.lease_partition) & 1 = 1 and not o.id <@ in_flight
               and (cardinality(paused_schemes) = 0 or split_part(o.destination, ':', 1) <> all(paused_schemes))
               and not exists (select 1 from messaging.outbox_message b where b.attempts > 0 and b.ordering_key is not null
                   and b.destination = o.destination and b.ordering_key = o.ordering_key and b.id < o.id)
             order by o.id limit most)
            union all
            (select o.* from messaging.outbox_message o
             where o.due_at <= (select messaging.clock()) and (held >> o.lease_partition) & 1 = 1 and not o.id <@ in_flight
               and (cardinality(paused_schemes) = 0 or split_part(o.destination, ':', 1) <> all(paused_schemes))
               and not exists (select 1 from messaging.outbox_message b where b.attempts > 0 and b.ordering_key is not null
                   and b.destination = o.destination and b.ordering_key = o.ordering_key and b.id < o.id)
             order by o.due_at, o.id limit most);
        end
        $$;

        create function messaging.first_ready_in_outbox(floor_id bigint) returns bigint language plpgsql
            {AlongTheIndex} as $$
        begin
            return (select o.id from messaging.outbox_message o where o.due_at is null and o.id >= floor_id order by o.id limit 1);
        end
        $$;

        """;
}
