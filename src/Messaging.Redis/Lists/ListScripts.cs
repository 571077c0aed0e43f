namespace Messaging.Redis;

/// <summary>
/// What the server does in one step with a list. An element that was taken has a head: the id that it got (36 characters), how often it was
/// begun (6 digits), each followed by a space. The first writing command of a script asks for no memory, so that a full server can be emptied.
/// </summary>
internal static class ListScripts
{
    /// <summary>What a script says when the consumer's sign of life has expired.</summary>
    public const string NotAlive = "NOTALIVE";

    /// <summary>
    /// KEYS: alive, consumers, identity. ARGV: consumer, milliseconds, new identity. Returns the list's identity. The first command changes
    /// nothing: it lets in a consumer that starts while memory is full.
    /// </summary>
    public const string Prepare =
        """
        redis.call('PERSIST', KEYS[3])
        redis.call('SADD', KEYS[2], ARGV[1])
        redis.call('SET', KEYS[1], '1', 'PX', ARGV[2])
        redis.call('SET', KEYS[3], ARGV[3], 'NX')
        return redis.call('GET', KEYS[3])
        """;

    /// <summary>
    /// Takes what came back, then what is new, oldest first. KEYS: alive, processing, returned, list. ARGV: bytes, then an id for each that may
    /// be taken.
    /// </summary>
    public const string Take =
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then return redis.error_reply('NOTALIVE this consumer was taken for dead') end
        local out, bytes, known = {}, 0, 1
        for i = 2, #ARGV do
          local taken = known and redis.call('RPOP', KEYS[3])
          if not taken then
            known = nil
            taken = redis.call('RPOP', KEYS[4])
            if not taken then break end
            taken = ARGV[i] .. ' 000001 ' .. taken
            out[#out + 1] = { taken, 1 }
          else
            out[#out + 1] = { taken, 0 }
          end
          redis.call('LPUSH', KEYS[2], taken)
          bytes = bytes + #taken
          if bytes >= tonumber(ARGV[1]) then break end
        end
        return out
        """;

    /// <summary>KEYS: alive. ARGV: milliseconds. 0: it had expired.</summary>
    public const string Renew = "return redis.call('PEXPIRE', KEYS[1], ARGV[1])";

    /// <summary>Puts another head on elements that this consumer has. KEYS: processing. ARGV: old, new.</summary>
    public const string Mark =
        """
        if redis.call('LREM', KEYS[1], -1, ARGV[1]) == 0 then return 0 end
        redis.call('RPUSH', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>Gives elements to other consumers. KEYS: processing, returned. ARGV: old and new of each.</summary>
    public const string GiveBack =
        """
        local given = 0
        for i = 1, #ARGV, 2 do
          if redis.call('LREM', KEYS[1], -1, ARGV[i]) == 1 then
            redis.call('LPUSH', KEYS[2], ARGV[i + 1])
            given = given + 1
          end
        end
        return given
        """;

    /// <summary>KEYS: processing. ARGV: elements.</summary>
    public const string Acknowledge =
        """
        local removed = 0
        for i = 1, #ARGV do removed = removed + redis.call('LREM', KEYS[1], -1, ARGV[i]) end
        return removed
        """;

    /// <summary>KEYS: processing, dead. ARGV: element, then the fields of the dead letter.</summary>
    public const string Bury =
        """
        if redis.call('LREM', KEYS[1], -1, ARGV[1]) == 0 then return 0 end
        redis.call('XADD', KEYS[2], '*', unpack(ARGV, 2))
        return 1
        """;

    /// <summary>
    /// Returns what a consumer has left that gives no sign of life, the oldest to be taken first. KEYS: alive, processing, returned, consumers.
    /// ARGV: consumer. Returns how many, or -1: it lives.
    /// </summary>
    public const string Return =
        """
        if redis.call('EXISTS', KEYS[1]) == 1 then return -1 end
        local returned = 0
        while returned < 1000 do
          local element = redis.call('LPOP', KEYS[2])
          if not element then
            redis.call('SREM', KEYS[4], ARGV[1])
            break
          end
          redis.call('RPUSH', KEYS[3], element)
          returned = returned + 1
        end
        return returned
        """;
}
