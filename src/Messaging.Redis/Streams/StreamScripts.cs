namespace Messaging.Redis;

/// <summary>
/// What the server does in one step. A script whose first writing command asks for no memory is let through when memory is full, so that a
/// full server can be emptied.
/// </summary>
internal static class StreamScripts
{
    /// <summary>
    /// Makes the group, from the beginning of the stream. KEYS: stream, identity. ARGV: group, new identity. Returns the identity. The first
    /// command changes nothing: it lets in a consumer that starts while memory is full.
    /// </summary>
    public const string Prepare =
        """
        redis.call('PERSIST', KEYS[2])
        local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
        if type(made) == 'table' and made.err then
          if not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
          local known = redis.call('GET', KEYS[2])
          if known then return known end
        end
        redis.call('SET', KEYS[2], ARGV[2])
        return ARGV[2]
        """;

    /// <summary>
    /// Takes over what was idle for too long. KEYS: stream. ARGV: group, consumer, idle milliseconds, cursor, count. Returns the next cursor,
    /// entries as id, count, fields, and how many were trimmed away unread.
    /// </summary>
    public const string TakeOver =
        """
        local found = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], 'COUNT', ARGV[5], 'JUSTID')
        local out, gone = {}, (found[3] and #found[3]) or 0
        for _, id in ipairs(found[2]) do
          if id then
            local pending = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)
            local entry = redis.call('XRANGE', KEYS[1], id, id)
            if #pending == 1 and #entry == 1 then
              out[#out + 1] = { id, pending[1][4], entry[1][2] }
            elseif #pending == 1 then
              redis.call('XACK', KEYS[1], ARGV[1], id)
              gone = gone + 1
            end
          end
        end
        return { found[1], out, gone }
        """;

    /// <summary>Reads entries that this consumer has. KEYS: stream. ARGV: group, consumer, ids. Returns entries as id, count, fields.</summary>
    public const string Fetch =
        """
        local out = {}
        for i = 3, #ARGV do
          local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
          local entry = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])
          if #pending == 1 and #entry == 1 then out[#out + 1] = { ARGV[i], pending[1][4], entry[1][2] } end
        end
        return out
        """;

    /// <summary>Renews what is still ours, without counting. KEYS: stream. ARGV: group, consumer, ids. Returns the ids that are not.</summary>
    public const string Renew =
        """
        local lost = {}
        for i = 3, #ARGV do
          local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
          if #pending == 1 then
            redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
          else
            lost[#lost + 1] = ARGV[i]
          end
        end
        return lost
        """;

    /// <summary>Sets how often an entry was begun, and that it is in work or free. KEYS: stream. ARGV: group, consumer, then for each id, count, idle.</summary>
    public const string Mark =
        """
        local marked = 0
        for i = 3, #ARGV, 3 do
          local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
          if #pending == 1 then
            redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'IDLE', ARGV[i + 2], 'RETRYCOUNT', ARGV[i + 1], 'JUSTID')
            marked = marked + 1
          end
        end
        return marked
        """;

    /// <summary>Acknowledges and writes the dead letter, if it is not acknowledged yet. KEYS: stream, dead. ARGV: group, id, then the fields.</summary>
    public const string Bury =
        """
        if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
        redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
        return 1
        """;

    /// <summary>Acknowledges and removes; of a stream that only one group reads. KEYS: stream. ARGV: group, ids.</summary>
    public const string Remove =
        """
        for i = 2, #ARGV do
          redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
          redis.call('XDEL', KEYS[1], ARGV[i])
        end
        return #ARGV - 1
        """;

    /// <summary>
    /// Shortens the stream. KEYS: stream. ARGV: length that stays or -1, oldest id that stays or '', '1' to spare nothing. Returns how many went.
    /// </summary>
    public const string Trim =
        """
        local function less(a, b)
          local am, as = string.match(a, '^(%d+)-?(%d*)$')
          local bm, bs = string.match(b, '^(%d+)-?(%d*)$')
          if #am ~= #bm then return #am < #bm end
          if am ~= bm then return am < bm end
          if #as ~= #bs then return #as < #bs end
          return as < bs
        end
        local function field(map, name)
          for i = 1, #map, 2 do if map[i] == name then return map[i + 1] end end
        end
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        local cut = nil
        local stay = tonumber(ARGV[1])
        if stay >= 0 then
          local excess = math.min(redis.call('XLEN', KEYS[1]) - stay, 1000)
          if excess > 0 then
            local rows = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', excess + 1)
            if #rows > excess then cut = rows[#rows][1] else cut = rows[#rows][1]:match('^%d+') .. '-' .. string.format('%.0f', tonumber(rows[#rows][1]:match('%d+$')) + 1) end
          end
        end
        if ARGV[2] ~= '' and (not cut or less(cut, ARGV[2])) then cut = ARGV[2] end
        if not cut then return 0 end
        if ARGV[3] ~= '1' then
          for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
            local name = field(group, 'name')
            local pending = redis.call('XPENDING', KEYS[1], name)
            local first = pending[1] > 0 and pending[2] or nil
            if not first then
              local after = redis.call('XRANGE', KEYS[1], '(' .. field(group, 'last-delivered-id'), '+', 'COUNT', 1)
              first = #after == 1 and after[1][1] or nil
            end
            if first and less(first, cut) then cut = first end
          end
        end
        return redis.call('XTRIM', KEYS[1], 'MINID', cut)
        """;

    /// <summary>Removes consumers that have nothing and have not been heard of. KEYS: stream. ARGV: group, idle milliseconds, own name.</summary>
    public const string Forget =
        """
        local removed = 0
        for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
          local fields = {}
          for i = 1, #consumer, 2 do fields[consumer[i]] = consumer[i + 1] end
          if fields.pending == 0 and fields.idle > tonumber(ARGV[2]) and fields.name ~= ARGV[3] then
            redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], fields.name)
            removed = removed + 1
          end
        end
        return removed
        """;

    /// <summary>Removes this consumer unless something is left to it. KEYS: stream. ARGV: group, consumer.</summary>
    public const string Leave =
        """
        if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) == 0 then
          redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
        end
        return 0
        """;
}
