namespace Messaging.Redis;

/// <summary>How much waits, seen in one step.</summary>
internal static class DepthScripts
{
    /// <summary>KEYS: stream. ARGV: group, milliseconds without a sign of life. Returns messages, consumers, age of the oldest in milliseconds; or nothing.</summary>
    public const string Stream =
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then return false end
        local function map(list)
          local fields = {}
          for i = 1, #list, 2 do fields[list[i]] = list[i + 1] end
          return fields
        end
        local group = nil
        for _, one in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
          local fields = map(one)
          if fields.name == ARGV[1] then group = fields end
        end
        if not group then return false end
        local after = '(' .. group['last-delivered-id']
        local lag = group.lag
        if not lag then lag = #redis.call('XRANGE', KEYS[1], after, '+', 'COUNT', 10000) end
        local pending = redis.call('XPENDING', KEYS[1], ARGV[1])
        local oldest = pending[1] > 0 and pending[2] or nil
        if not oldest then
          local unread = redis.call('XRANGE', KEYS[1], after, '+', 'COUNT', 1)
          oldest = #unread == 1 and unread[1][1] or nil
        end
        local now = redis.call('TIME')
        local age = -1
        if oldest then age = math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(string.match(oldest, '^%d+'))) end
        local alive = 0
        for _, one in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
          if map(one).idle < tonumber(ARGV[2]) then alive = alive + 1 end
        end
        return { lag + pending[1], alive, age }
        """;

    /// <summary>KEYS: list, returned, then processing and alive of each consumer. Returns messages, consumers.</summary>
    public const string List =
        """
        local messages, alive = redis.call('LLEN', KEYS[1]) + redis.call('LLEN', KEYS[2]), 0
        for i = 3, #KEYS, 2 do
          messages = messages + redis.call('LLEN', KEYS[i])
          alive = alive + redis.call('EXISTS', KEYS[i + 1])
        end
        return { messages, alive }
        """;
}
